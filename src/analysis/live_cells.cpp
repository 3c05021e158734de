#include "analysis/live_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

using formula::Node;
using formula::NodeId;
using formula::NodeOp;

namespace {

constexpr std::size_t kLongest = 250; ///< characters of a formula's part without a cell of its own

/// Operations without a formula, as a reader knows them; empty for all others.
std::string without_formula(NodeOp op) {
  switch (op) {
  case NodeOp::gamma_log_survival:
    return "a gamma or generalised gamma survival curve";
  case NodeOp::table_2:
    return "";
  case NodeOp::patient:
  case NodeOp::expected:
    return "`expected(…)`, a mean over differences between patients";
  case NodeOp::generator_share:
  case NodeOp::generator_years:
    return "`transition_rates`, which go through a matrix exponential";
  case NodeOp::stay:
  case NodeOp::clock:
    return "a time in a state that isn't known";
  default:
    return "";
  }
}

/// For a column's head.
std::string shortened(const std::string& text) {
  constexpr std::size_t kMost = 80;
  if (text.size() <= kMost) return text;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) // within a character
    --end;
  return text.substr(0, end) + " …";
}

} // namespace

std::string cell_name(int row, int column) {
  std::string letters;
  for (int left = column + 1; left > 0; left = (left - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
  return fmt::format("{}{}", letters, row + 1);
}

LiveCells::LiveCells(const CompiledModel& model, std::vector<std::string> input_names)
    : model_(model), input_names_(std::move(input_names)),
      values_(model.graph, model.grid.cycles, model.base_values) {}

void LiveCells::need(NodeId node, int first, int last) {
  use(node, {first, last, 1});
}

void LiveCells::use(NodeId node, Use how) {
  const auto [it, is_new] = uses_.emplace(node, how);
  if (is_new) return;
  it->second.first = std::min(it->second.first, how.first);
  it->second.last = std::max(it->second.last, how.last);
  it->second.count += how.count;
}

bool LiveCells::simple(NodeId node) const {
  const NodeOp op = model_.graph[node].op;
  return op == NodeOp::constant || op == NodeOp::input || op == NodeOp::cycle;
}

/// Parts of a mean's formula that don't move within the cycle: each stands in it more than once.
void LiveCells::use_fixed_parts(NodeId body, const Use& how, std::set<NodeId>& seen) {
  if (!seen.insert(body).second) return;
  if (!moves(body)) {
    use(body, how);
    forced_.insert(body);
    return;
  }
  const formula::Operands below = formula::operands(model_.graph[body]);
  for (int i = 0; i < below.count; ++i)
    use_fixed_parts(below.id[i], how, seen);
}

void LiveCells::use_operands(NodeId id, const Use& how) {
  const Node& n = model_.graph[id];
  if (const std::string what = without_formula(n.op); !what.empty()) throw LiveObstacle{what};
  Use below{how.first, how.last, 1};
  if (n.op == NodeOp::unit_mean) {
    std::set<NodeId> seen;
    return use_fixed_parts(n.a, below, seen);
  }
  if (n.op == NodeOp::prefix_sum) below = {0, std::max(0, how.last - 1), 1};
  const formula::Operands operands = formula::operands(n);
  for (int i = 0; i < operands.count; ++i)
    use(operands.id[i], below);
  switch (n.op) {
  case NodeOp::less:
  case NodeOp::less_equal:
  case NodeOp::equal:
  case NodeOp::not_equal:
  case NodeOp::mod:
  case NodeOp::table_2:
    forced_.insert(n.b);
    [[fallthrough]];
  case NodeOp::floor:
  case NodeOp::ceil:
  case NodeOp::expm1:
  case NodeOp::log1p:
  case NodeOp::table:
    forced_.insert(n.a);
    break;
  default:
    break;
  }
}

std::size_t LiveCells::length_of(NodeId id, std::map<NodeId, std::size_t>& lengths) const {
  constexpr std::size_t kReference = 14, kOperation = 12;
  const auto known = lengths.find(id);
  if (known != lengths.end()) return known->second;
  std::size_t length = kReference;
  if (!simple(id) && !slot_of_.contains(id)) {
    const formula::Operands below = formula::operands(model_.graph[id]);
    length = kOperation;
    for (int i = 0; i < below.count; ++i)
      length += length_of(below.id[i], lengths);
  }
  return lengths.emplace(id, length).first->second;
}

bool LiveCells::wants_cell(NodeId id, std::size_t length) const {
  if (simple(id)) return false;
  const Node& n = model_.graph[id];
  return uses_.at(id).count > 1 || forced_.contains(id) || !model_.graph.label(id).empty() ||
         n.op == NodeOp::prefix_sum || n.op == NodeOp::unit_mean || n.op == NodeOp::table ||
         n.op == NodeOp::table_2 || length > kLongest;
}

void LiveCells::arrange() {
  // Operands stand before what uses them, so one pass from the end meets every use.
  for (auto it = uses_.end(); it != uses_.begin();) {
    --it;
    const Use how = it->second;
    use_operands(it->first, how);
  }
  std::map<NodeId, std::size_t> lengths;
  for (const auto& [id, how] : uses_) {
    const std::size_t length = length_of(id, lengths);
    if (!wants_cell(id, length)) continue;
    slot_of_node(id);
    lengths[id] = 14;
  }
}

int LiveCells::add_slot(Slot slot) {
  slot.place = slot.by_cycle ? columns_++ : constants_++;
  slots_.push_back(std::move(slot));
  return static_cast<int>(slots_.size()) - 1;
}

void LiveCells::slot_of_node(NodeId id) {
  const Node n = model_.graph[id];
  if (n.op == NodeOp::unit_mean) return slot_of_mean(id);
  const Use& how = uses_.at(id);
  Slot slot;
  slot.heading = model_.graph.label(id);
  if (slot.heading.empty())
    if (const auto given = headings_.find(id); given != headings_.end()) slot.heading = given->second;
  slot.by_cycle = (n.depends & formula::kCycle) != 0;
  slot.first = n.op == NodeOp::prefix_sum ? 0 : how.first;
  slot.last = how.last;
  const std::string sheet = slot.by_cycle ? live_sheet::kCycles : live_sheet::kConstants;
  slot.text = [this, id, sheet](int cycle) { return own(id, {cycle, sheet}).text; };
  slot.value = [this, id](int cycle) { return value(id, cycle); };
  if (n.op == NodeOp::table || n.op == NodeOp::table_2) slot_of_lookup(id, slot);
  if (slot.words.empty()) slot.words = own(id, {0, sheet, "", true}).text;
  const int index = add_slot(slot);
  slot_of_[id] = index;
  if (n.op != NodeOp::prefix_sum) return;
  slots_[static_cast<std::size_t>(index)].text = [this, id, index, sheet](int cycle) -> std::string {
    if (cycle == 0) return "0";
    return reference(index, cycle - 1, sheet) + "+" +
           render(model_.graph[id].a, {cycle - 1, sheet}).at_least(FormulaPiece::sum);
  };
}

std::string LiveCells::slot_in_words(int index) const {
  const Slot& slot = slots_[static_cast<std::size_t>(index)];
  if (!slot.heading.empty()) return slot.heading;
  if (!slot.by_cycle) return fmt::format("{} C{}", live_sheet::kConstants, slot.place + 4);
  std::string column = cell_name(0, slot.place + 1);
  column.pop_back();
  return fmt::format("column {}", column);
}

std::string LiveCells::reference(int index, int cycle, const std::string& sheet) const {
  const Slot& slot = slots_[static_cast<std::size_t>(index)];
  if (!slot.by_cycle) {
    const std::string cell = fmt::format("$C${}", slot.place + 4);
    return sheet == live_sheet::kConstants ? cell : fmt::format("{}!{}", live_sheet::kConstants, cell);
  }
  const std::string cell = cell_name(kFirstCycleRow + cycle, slot.place + 1);
  return sheet == live_sheet::kCycles ? cell : fmt::format("{}!{}", live_sheet::kCycles, cell);
}

double LiveCells::value(NodeId node, int cycle) {
  return values_(node)[static_cast<std::size_t>(cycle)];
}

double LiveCells::value_at(NodeId node, int cycle, double moment) {
  return formula::Evaluator(model_.graph, {.inputs = model_.base_values,
                                           .cycle = static_cast<double>(cycle),
                                           .moment = moment,
                                           .sums = &values_})(node);
}

bool LiveCells::uses_input(std::size_t input) const {
  return std::any_of(uses_.begin(), uses_.end(), [&](const auto& entry) {
    const Node& n = model_.graph[entry.first];
    return n.op == NodeOp::input && n.payload == input;
  });
}

std::size_t LiveCells::count() const {
  std::size_t cells = 0;
  for (const Slot& slot : slots_)
    cells += slot.by_cycle ? static_cast<std::size_t>(slot.last - slot.first + 1) : 1;
  return cells;
}

void LiveCells::write_slots(LiveSheet& constants, LiveSheet& cycles) {
  using Kind = LiveCell::Kind;
  const auto formula_cell = [&](const Slot& slot, int row, int column, int cycle) {
    const double number = slot.value(cycle);
    LiveCell cell{.row = row,
                  .column = column,
                  .kind = slot.array ? Kind::array_formula : Kind::formula,
                  .text = slot.text(cycle)};
    if (std::isfinite(number))
      cell.value = number;
    else
      cell.shown = "n/a"; // in a branch that isn't taken
    return cell;
  };
  for (const Slot& slot : slots_) {
    if (slot.by_cycle) {
      const int column = slot.place + 1;
      const auto head = [&](int row, Kind kind, const std::string& text) {
        cycles.cells.push_back({.row = row, .column = column, .kind = kind, .text = text});
      };
      head(kFirstCycleRow - 1, Kind::heading, slot.heading.empty() ? shortened(slot.words) : slot.heading);
      if (!slot.heading.empty()) head(kFirstCycleRow - 2, Kind::note, shortened(slot.words));
      for (int k = slot.first; k <= slot.last; ++k)
        cycles.cells.push_back(formula_cell(slot, kFirstCycleRow + k, column, k));
    } else {
      const int row = slot.place + 3;
      const Parameter* p = model_.scenario->parameter(slot.heading);
      constants.cells.push_back({.row = row, .column = 0, .text = slot.heading});
      constants.cells.push_back(
          {.row = row, .column = 1, .text = p == nullptr || p->label.empty() ? slot.words : p->label});
      constants.cells.push_back(formula_cell(slot, row, 2, 0));
    }
  }
}

void LiveCells::write(std::vector<LiveSheet>& sheets) {
  using Kind = LiveCell::Kind;
  LiveSheet constants{.name = live_sheet::kConstants, .widths = {24, 44, 16}, .frozen_rows = 3};
  constants.cells = {
      {.row = 0, .column = 0, .kind = Kind::title, .text = "Values that don't change with time"},
      {.row = 2, .column = 0, .kind = Kind::heading, .text = "Name"},
      {.row = 2, .column = 1, .kind = Kind::heading, .text = "What it is"},
      {.row = 2, .column = 2, .kind = Kind::heading, .text = "Value"}};
  LiveSheet cycles{
      .name = live_sheet::kCycles, .widths = {9, 18}, .frozen_rows = kFirstCycleRow, .frozen_columns = 1};
  cycles.cells = {
      {.row = 0, .column = 0, .kind = Kind::title, .text = "Values that change from cycle to cycle"},
      {.row = 1,
       .column = 0,
       .kind = Kind::note,
       .text = "Used by the cohorts and strategies on the sheets behind; a column a value, a row a cycle."},
      {.row = kFirstCycleRow - 1, .column = 0, .kind = Kind::heading, .text = "Cycle"}};
  for (int k = 0; k <= model_.grid.cycles; ++k)
    cycles.cells.push_back({.row = kFirstCycleRow + k,
                            .column = 0,
                            .kind = Kind::number,
                            .value = k,
                            .format = LiveCell::Format::whole});
  write_slots(constants, cycles);
  if (constants_ > 0) sheets.push_back(std::move(constants));
  if (columns_ > 0) sheets.push_back(std::move(cycles));
  if (!tables_.empty()) write_tables(sheets.emplace_back(LiveSheet{.name = live_sheet::kTables}));
  if (quadrature_) write_quadrature(sheets.emplace_back(LiveSheet{.name = live_sheet::kQuadrature}));
}

void LiveCells::write_names(std::vector<std::pair<std::string, std::string>>& names) const {
  if (!quadrature_) return;
  const std::size_t last = live_quadrature().size() + 3;
  names.emplace_back("mean_points", fmt::format("{}!$A$4:$A${}", live_sheet::kQuadrature, last));
  names.emplace_back("mean_weights", fmt::format("{}!$B$4:$B${}", live_sheet::kQuadrature, last));
}

} // namespace cea
