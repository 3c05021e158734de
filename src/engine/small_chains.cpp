#include "engine/small_chains.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace cea {

namespace {

using plan::kMostSmallCells;

/// A stretch pays from about this many cycles on.
constexpr int kWorthwhile = 4;

bool changes_seldom(const BlockPlan& plan) {
  const auto changes =
      plan.cycles - std::count(plan.rerun.begin(), plan.rerun.begin() + plan.cycles, plan::kRerunNothing);
  return changes * kWorthwhile <= plan.cycles;
}

class Finder {
public:
  explicit Finder(BlockPlan& plan) : plan_(plan), slot_(static_cast<std::size_t>(plan.cells), -1) {}

  bool run() {
    for (std::size_t c = 0; c + 1 < plan_.first_cell.size(); ++c)
      if (!chain(plan_.first_cell[c], plan_.first_cell[c + 1])) return false;
    lay_out_sums();
    renumber_accumulators();
    std::stable_partition(plan_.small_chains.begin(), plan_.small_chains.end(),
                          [](const plan::SmallChain& c) { return c.constant; });
    return true;
  }

private:
  using Destinations = std::vector<const plan::Destination*>;

  /// Cells such that moves lead only to itself or a later one, where that is possible.
  bool order(Destinations& cells) const {
    Destinations sorted;
    while (sorted.size() < cells.size()) {
      const auto ready = std::find_if(cells.begin(), cells.end(), [&](const plan::Destination* d) {
        const auto placed = [&](int cell) {
          return std::any_of(sorted.begin(), sorted.end(), [&](const auto* s) { return s->cell == cell; });
        };
        if (placed(d->cell)) return false;
        for (int e = d->edge_begin; e < d->edge_end; ++e)
          if (const int source = plan_.edges[static_cast<std::size_t>(e)].source;
              source != d->cell && !placed(source))
            return false;
        return true;
      });
      if (ready == cells.end()) return false;
      sorted.push_back(*ready);
    }
    cells = std::move(sorted);
    return true;
  }

  bool chain(int first_cell, int end_cell) {
    Destinations cells;
    int edges = 0;
    for (const plan::Destination& d : plan_.destinations)
      if (d.cell >= first_cell && d.cell < end_cell) {
        cells.push_back(&d);
        edges += d.edge_end - d.edge_begin;
      }
    if (cells.empty()) return true;
    const auto n = static_cast<int>(cells.size());
    if (n > kMostSmallCells) return false;
    plan::SmallChain small;
    small.cells = n;
    small.triangular = order(cells);
    if (const int products = small.triangular ? n * (n + 1) / 2 : n * n; 2 * edges < products) return false;
    std::fill(std::begin(small.reg), std::end(small.reg), -1);
    for (int i = 0; i < n; ++i) {
      small.cell[i] = cells[static_cast<std::size_t>(i)]->cell;
      slot_[static_cast<std::size_t>(small.cell[i])] = i;
    }
    for (int i = 0; i < n; ++i) {
      const plan::Destination& d = *cells[static_cast<std::size_t>(i)];
      for (int e = d.edge_begin; e < d.edge_end; ++e) {
        const plan::Edge& edge = plan_.edges[static_cast<std::size_t>(e)];
        const int source = slot_[static_cast<std::size_t>(edge.source)];
        std::int32_t& reg = small.reg[i * kMostSmallCells + source];
        if (source < 0 || reg >= 0) return false;
        reg = edge.reg;
      }
    }
    small.constant =
        std::none_of(std::begin(small.reg), std::end(small.reg), [&](int reg) { return changes(reg); });
    add_sums(small, cells, first_cell, end_cell);
    plan_.small_chains.push_back(small);
    return true;
  }

  /// Whether the cycle program writes a register.
  [[nodiscard]] bool changes(int reg) const {
    return std::any_of(plan_.cycle_program.begin(), plan_.cycle_program.end(), [&](const auto& ins) {
      if (ins.op >= plan::kCheckNotNegative) return false;
      if (ins.op != static_cast<std::uint8_t>(formula::NodeOp::generator_share)) return ins.target == reg;
      const plan::Generator& g = plan_.generators[static_cast<std::size_t>(ins.payload)];
      return std::any_of(plan_.generator_outputs.begin() + g.output_begin,
                         plan_.generator_outputs.begin() + g.output_end,
                         [&](const auto& out) { return out.reg == reg; });
    });
  }

  /// What becomes of an accumulator in the end; sums of one weight that share it are one.
  using Uses = std::vector<std::tuple<int, plan::Kind, int>>;
  Uses uses_of(int accumulator) const {
    Uses uses;
    for (const plan::FinalTerm& f : plan_.finals)
      if (f.accumulator == accumulator) uses.emplace_back(f.output, f.factor.kind, f.factor.index);
    std::sort(uses.begin(), uses.end());
    return uses;
  }

  void add_sums(plan::SmallChain& small, const Destinations& cells, int first_cell, int end_cell) {
    known_.clear();
    small.sum_begin = static_cast<std::int32_t>(sums_.size());
    for (const plan::Destination* d : cells) {
      const int member = slot_[static_cast<std::size_t>(d->cell)];
      add(d->sum_begin, d->sum_end, {member}, d->first);
    }
    for (const plan::Pool& pool : plan_.pools) {
      std::vector<std::int32_t> members;
      for (int m = pool.member_begin; m < pool.member_end; ++m) {
        const int cell = plan_.members[static_cast<std::size_t>(m)].source;
        if (cell >= first_cell && cell < end_cell) members.push_back(slot_[static_cast<std::size_t>(cell)]);
      }
      if (!members.empty())
        add(pool.sum_begin, pool.sum_end, members,
            plan_.members[static_cast<std::size_t>(pool.member_begin)].first);
    }
    take_commonest(small);
    small.sum_end = static_cast<std::int32_t>(sums_.size());
  }

  /// Sums of every cell with one weight, and one of all cells, move into registers.
  void take_commonest(plan::SmallChain& small) {
    const auto begin = [&] { return sums_.begin() + small.sum_begin; };
    const auto n = static_cast<std::size_t>(small.cells);
    const auto of_cell = [&](int weight, int cell) {
      return std::find_if(begin(), sums_.end(), [&](const Sum& s) {
        return s.sum.weight == weight && s.members == std::vector<std::int32_t>{cell};
      });
    };
    for (auto s = begin(); s != sums_.end() && small.cell_weight < 0; ++s) {
      bool every = true;
      for (int c = 0; c < small.cells; ++c)
        every = every && of_cell(s->sum.weight, c) != sums_.end();
      if (every) small.cell_weight = s->sum.weight;
    }
    if (small.cell_weight < 0) return;
    for (int c = 0; c < small.cells; ++c) {
      const auto s = of_cell(small.cell_weight, c);
      small.cell_accumulator[c] = s->sum.accumulator;
      sums_.erase(s);
    }
    for (auto s = begin(); s != sums_.end(); ++s) {
      const std::set<std::int32_t> members(s->members.begin(), s->members.end());
      if (members.size() != n || s->members.size() != n) continue;
      small.all_weight = s->sum.weight;
      small.all_accumulator = s->sum.accumulator;
      sums_.erase(s);
      return;
    }
  }

  [[nodiscard]] const double* weights(int weight) const {
    return plan_.weights.data() +
           static_cast<std::size_t>(weight) * static_cast<std::size_t>(plan_.cycles + 1);
  }

  /// The first of all weights that differ from this one at most in rows before `first`, where nobody is.
  [[nodiscard]] int same_weight(int weight, int first) const {
    first = std::max(first, 1);
    int same = 0;
    while (same < weight &&
           !std::equal(weights(weight) + first, weights(weight) + plan_.cycles + 1, weights(same) + first))
      ++same;
    return same;
  }

  void add(int sum_begin, int sum_end, const std::vector<std::int32_t>& members, int first) {
    for (int s = sum_begin; s < sum_end; ++s) {
      plan::WeightedSum& sum = plan_.sums[static_cast<std::size_t>(s)];
      const int weight = same_weight(sum.weight, first);
      const auto [it, is_new] = known_.emplace(std::pair(weight, uses_of(sum.accumulator)), sums_.size());
      if (!is_new) {
        Sum& same = sums_[it->second];
        if (same.members.size() + members.size() <= kMostSmallCells) {
          same.members.insert(same.members.end(), members.begin(), members.end());
          std::erase_if(plan_.finals, [&](const auto& f) { return f.accumulator == sum.accumulator; });
          sum.accumulator = same.sum.accumulator;
          continue;
        }
      }
      sums_.push_back({along_rows(sum.accumulator, weight), members});
    }
  }

  [[nodiscard]] plan::TraceSum along_rows(int accumulator, int weight) const {
    plan::TraceSum along{.accumulator = accumulator, .weight = weight};
    along.last_row = plan_.cycles;
    while (along.last_row > 0 && weights(weight)[along.last_row] == 0)
      --along.last_row;
    along.first_row = 1;
    while (along.first_row < along.last_row && weights(weight)[along.first_row] == 0)
      ++along.first_row;
    return along;
  }

  void lay_out_sums() {
    for (Sum& s : sums_) {
      s.sum.member_begin = static_cast<std::int32_t>(plan_.trace_members.size());
      plan_.trace_members.insert(plan_.trace_members.end(), s.members.begin(), s.members.end());
      s.sum.member_end = static_cast<std::int32_t>(plan_.trace_members.size());
      plan_.trace_sums.push_back(s.sum);
    }
  }

  /// Sums that were joined left accumulators behind.
  void renumber_accumulators() {
    std::map<int, int> number;
    for (plan::FinalTerm& f : plan_.finals)
      if (f.accumulator >= 0)
        f.accumulator = number.emplace(f.accumulator, static_cast<int>(number.size())).first->second;
    // What no final term reads goes into one that nobody reads.
    const auto renumber = [&](int& accumulator) {
      const auto it = number.find(accumulator);
      accumulator = it == number.end() ? static_cast<int>(number.size()) : it->second;
    };
    for (plan::WeightedSum& s : plan_.sums)
      renumber(s.accumulator);
    for (plan::TraceSum& s : plan_.trace_sums)
      renumber(s.accumulator);
    for (plan::SmallChain& c : plan_.small_chains) {
      for (int& accumulator : c.cell_accumulator)
        renumber(accumulator);
      renumber(c.all_accumulator);
    }
    plan_.accumulators = static_cast<int>(number.size()) + 1;
  }

  struct Sum {
    plan::TraceSum sum;
    std::vector<std::int32_t> members;
  };
  BlockPlan& plan_;
  std::vector<Sum> sums_;
  std::map<std::pair<int, Uses>, std::size_t> known_; ///< of one chain
  std::vector<int> slot_;                             ///< of each cell in its chain
};

} // namespace

void find_small_chains(BlockPlan& plan) {
  if (!plan.varying.empty() || plan.at_horizon || !changes_seldom(plan)) return;
  BlockPlan small = plan;
  if (Finder(small).run()) plan = std::move(small);
}

} // namespace cea
