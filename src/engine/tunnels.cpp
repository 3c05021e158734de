#include "engine/tunnels.h"

#include <algorithm>
#include <map>

namespace cea {

namespace {

using plan::Destination;
using plan::Edge;

/// Fewer cells than this in a row aren't worth a pass of their own.
constexpr int kShortest = 4;

class Finder {
public:
  explicit Finder(BlockPlan& plan) : plan_(plan), cells_(static_cast<std::size_t>(plan.cells)) {}

  void run() {
    for (std::size_t d = 0; d < plan_.destinations.size(); ++d)
      at(plan_.destinations[d].cell).destination = static_cast<int>(d);
    for (const plan::Start& s : plan_.start)
      at(s.cell).starts = true;
    link();
    if (!find()) return;
    plan_.zero = plan_.registers++;
    sink_ = plan_.cells++;
    take_exits();
    lay_out();
  }

private:
  struct CellFacts {
    int destination = -1;
    bool starts = false;
    int before = -1, after = -1; ///< cells in a row
    int stay = -1;               ///< register of the probability of coming from the one before
    int tunnel = -1, place = 0;
  };
  struct Exit {
    int cell = 0;
    std::vector<int> edges; ///< one a cell of the tunnel, −1 where none
    std::vector<std::int32_t> registers{};
    int present = 0;
  };
  struct Found {
    std::vector<int> cells;
    std::vector<Exit> exits;
    int first = 0, total = -1;
  };

  CellFacts& at(int cell) { return cells_[static_cast<std::size_t>(cell)]; }
  [[nodiscard]] const Destination& destination(int cell) {
    return plan_.destinations[static_cast<std::size_t>(at(cell).destination)];
  }
  [[nodiscard]] std::size_t chain_of(int cell) const {
    return static_cast<std::size_t>(std::upper_bound(plan_.first_cell.begin(), plan_.first_cell.end(), cell) -
                                    plan_.first_cell.begin() - 1);
  }

  void link() {
    for (const Destination& d : plan_.destinations) {
      if (d.edge_end - d.edge_begin != 1 || at(d.cell).starts) continue;
      const Edge& e = plan_.edges[static_cast<std::size_t>(d.edge_begin)];
      if (e.source == d.cell || at(e.source).after >= 0 || at(e.source).destination < 0 ||
          destination(e.source).first + 1 != d.first)
        continue;
      at(e.source).after = d.cell;
      at(d.cell).before = e.source;
      at(d.cell).stay = e.reg;
    }
  }

  bool find() {
    for (const Destination& d : plan_.destinations) {
      if (at(d.cell).before >= 0) continue;
      Found tunnel;
      tunnel.first = d.first;
      for (int cell = d.cell; cell >= 0; cell = at(cell).after)
        tunnel.cells.push_back(cell);
      if (tunnel.cells.size() < kShortest) continue;
      for (std::size_t k = 0; k < tunnel.cells.size(); ++k) {
        at(tunnel.cells[k]).tunnel = static_cast<int>(found_.size());
        at(tunnel.cells[k]).place = static_cast<int>(k);
      }
      found_.push_back(std::move(tunnel));
    }
    return !found_.empty();
  }

  /// Whether a cell's only source is the one before it in a tunnel.
  bool inside(int cell) { return at(cell).tunnel >= 0 && at(cell).place > 0; }

  /// Moves that most cells of a tunnel make to one cell leave the lists of edges.
  void take_exits() {
    std::map<std::pair<int, int>, Exit> exits; // tunnel and cell
    const auto for_each_exit = [&](auto f) {
      for (const Destination& d : plan_.destinations) {
        if (inside(d.cell)) continue;
        for (int e = d.edge_begin; e < d.edge_end; ++e) {
          const int source = plan_.edges[static_cast<std::size_t>(e)].source;
          if (at(source).tunnel >= 0) f(d.cell, e, at(source));
        }
      }
    };
    for_each_exit([&](int cell, int e, const CellFacts& source) {
      Exit& exit = exits[{source.tunnel, cell}];
      const std::size_t n = found_[static_cast<std::size_t>(source.tunnel)].cells.size();
      if (exit.edges.empty()) exit = {.cell = cell, .edges = std::vector<int>(n, -1)};
      int& edge = exit.edges[static_cast<std::size_t>(source.place)];
      if (edge >= 0) return; // a second move between the same cells stays where it is
      edge = e;
      ++exit.present;
    });
    std::erase_if(exits, [&](const auto& x) {
      return 2 * static_cast<std::size_t>(x.second.present) < x.second.edges.size();
    });
    joined_.assign(cells_.size(), false);
    std::vector<bool> taken(plan_.edges.size());
    for (auto& [key, exit] : exits) {
      joined_[static_cast<std::size_t>(exit.cell)] = true;
      for (int& e : exit.edges) {
        if (e >= 0) taken[static_cast<std::size_t>(e)] = true;
        exit.registers.push_back(e < 0 ? plan_.zero : plan_.edges[static_cast<std::size_t>(e)].reg);
      }
      found_[static_cast<std::size_t>(key.first)].exits.push_back(std::move(exit));
    }
    leave_edges(taken);
  }

  void leave_edges(const std::vector<bool>& taken) {
    std::vector<Edge> edges;
    for (Destination& d : plan_.destinations) {
      const auto begin = static_cast<std::int32_t>(edges.size());
      for (int e = d.edge_begin; e < d.edge_end; ++e)
        if (!taken[static_cast<std::size_t>(e)]) edges.push_back(plan_.edges[static_cast<std::size_t>(e)]);
      d.edge_begin = begin;
      d.edge_end = static_cast<std::int32_t>(edges.size());
    }
    plan_.edges = std::move(edges);
  }

  void lay_out() {
    pool_totals();
    const std::vector<Destination> all = std::move(plan_.destinations);
    const std::vector<plan::Pool> pools = std::move(plan_.pools);
    plan_.destinations.clear();
    plan_.pools.clear();
    const auto size = [](const auto& v) { return static_cast<std::int32_t>(v.size()); };
    for (std::size_t c = 0; c + 1 < plan_.first_cell.size(); ++c) {
      plan::Chain chain{.cell_begin = plan_.first_cell[c], .cell_end = plan_.first_cell[c + 1]};
      chain.destination_begin = size(plan_.destinations);
      chain.late_begin = size(plan_.late);
      for (Destination d : all) {
        if (chain_of(d.cell) != c) continue;
        if (inside(d.cell) || joined_[static_cast<std::size_t>(d.cell)]) {
          Destination late = d;
          late.edge_begin = late.edge_end = 0;
          if (late.sum_begin < late.sum_end) plan_.late.push_back(late);
          d.sum_begin = d.sum_end = 0;
        }
        if (!inside(d.cell)) plan_.destinations.push_back(d);
      }
      chain.destination_end = size(plan_.destinations);
      chain.late_end = size(plan_.late);
      chain.tunnel_begin = size(plan_.tunnels);
      for (const Found& tunnel : found_)
        if (chain_of(tunnel.cells[0]) == c) add(tunnel);
      chain.tunnel_end = size(plan_.tunnels);
      chain.pool_begin = size(plan_.pools);
      for (const plan::Pool& pool : pools)
        if (chain_of_pool(pool) == c) plan_.pools.push_back(pool);
      chain.pool_end = size(plan_.pools);
      plan_.chains.push_back(chain);
    }
  }

  void add(const Found& found) {
    std::size_t from = 0;
    for (; found.exits.size() - from > plan::kMostTunnelExits; from += plan::kMostTunnelExits)
      add_pass(found, from, plan::kMostTunnelExits, false);
    add_pass(found, from, found.exits.size() - from, true);
  }

  void add_pass(const Found& found, std::size_t from, std::size_t exits, bool passes) {
    plan_.tunnels.push_back({.steps = static_cast<std::int32_t>(plan_.tunnel_steps.size()),
                             .cells = static_cast<std::int32_t>(found.cells.size()),
                             .exits = static_cast<std::int32_t>(exits),
                             .exit_begin = static_cast<std::int32_t>(plan_.tunnel_exits.size()),
                             .first = found.first,
                             .total = found.total,
                             .passes = passes});
    for (std::size_t k = 0; k < found.cells.size(); ++k) {
      const bool last = k + 1 == found.cells.size();
      plan_.tunnel_steps.push_back(found.cells[k]);
      plan_.tunnel_steps.push_back(last ? plan_.zero : at(found.cells[k + 1]).stay);
      for (std::size_t e = from; e < from + exits; ++e)
        plan_.tunnel_steps.push_back(found.exits[e].registers[k]);
    }
    plan_.tunnel_steps.push_back(sink_);
    for (std::size_t e = from; e < from + exits; ++e)
      plan_.tunnel_exits.push_back(found.exits[e].cell);
  }

  /// The first member that is a cell of a chain; the total of a tunnel is none.
  std::size_t chain_of_pool(const plan::Pool& pool) {
    const int cell = plan_.members[static_cast<std::size_t>(pool.member_begin)].source;
    const auto of_total = total_of_.find(cell);
    return chain_of(
        of_total == total_of_.end() ? cell : found_[static_cast<std::size_t>(of_total->second)].cells[0]);
  }

  /// Pools that have all of a tunnel but its first cell take its total in their place.
  void pool_totals() {
    std::vector<Edge> members;
    for (plan::Pool& pool : plan_.pools) {
      std::map<int, std::size_t> count; // members inside each tunnel
      const auto begin = plan_.members.begin() + pool.member_begin,
                 end = plan_.members.begin() + pool.member_end;
      for (auto m = begin; m != end; ++m)
        if (inside(m->source)) ++count[at(m->source).tunnel];
      const auto whole = [&](int cell) {
        return inside(cell) &&
               count[at(cell).tunnel] + 1 == found_[static_cast<std::size_t>(at(cell).tunnel)].cells.size();
      };
      const auto first = static_cast<std::int32_t>(members.size());
      for (auto m = begin; m != end; ++m) {
        if (!whole(m->source)) {
          members.push_back(*m);
        } else if (at(m->source).place == 1) {
          members.push_back({total(at(m->source).tunnel), 0, m->first});
        }
      }
      std::stable_sort(members.begin() + first, members.end(),
                       [](const Edge& a, const Edge& b) { return a.first < b.first; });
      pool.member_begin = first;
      pool.member_end = static_cast<std::int32_t>(members.size());
    }
    plan_.members = std::move(members);
  }

  int total(int tunnel) {
    Found& found = found_[static_cast<std::size_t>(tunnel)];
    if (found.total < 0) {
      found.total = plan_.cells++;
      total_of_.emplace(found.total, tunnel);
    }
    return found.total;
  }

  BlockPlan& plan_;
  std::vector<CellFacts> cells_;
  std::vector<Found> found_;
  std::vector<bool> joined_; ///< cells that a tunnel exits into
  std::map<int, int> total_of_;
  int sink_ = -1; ///< cell into which the last cells of tunnels pass nobody
};

} // namespace

void find_tunnels(BlockPlan& plan) {
  if (plan.small_chains.empty()) Finder(plan).run();
}

} // namespace cea
