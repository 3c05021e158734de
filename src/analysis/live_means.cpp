// `cycle_mean(…)` and averaged hazards: the mean of a formula over a cycle, cut where it changes branch, by
// the Gauss-Legendre rule as an array formula.
#include "analysis/live_cells.h"
#include "engine/gauss_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

using formula::Node;
using formula::NodeId;
using formula::NodeOp;

std::vector<std::pair<double, double>> live_quadrature() {
  constexpr int kPanels = 4;
  std::vector<std::pair<double, double>> rule;
  for (int panel = 0; panel < kPanels; ++panel)
    for (int i = plan::kGaussLarge.begin; i < plan::kGaussLarge.fine_end; ++i)
      rule.emplace_back((panel + plan::kGaussAt[i]) / kPanels, plan::kGaussWeight[i] / kPanels);
  return rule;
}

void write_quadrature(LiveSheet& sheet) {
  using Kind = LiveCell::Kind;
  sheet.widths = {22};
  sheet.frozen_rows = 3;
  sheet.cells = {
      {.row = 0, .column = 0, .kind = Kind::title, .text = "Points at which a mean over a cycle is taken"},
      {.row = 1,
       .column = 0,
       .kind = Kind::note,
       .text = "Gauss-Legendre, 16 points on each quarter of the interval from 0 to 1."},
      {.row = 2, .column = 0, .kind = Kind::heading, .text = "Point"},
      {.row = 2, .column = 1, .kind = Kind::heading, .text = "Weight"}};
  int row = 3;
  for (const auto& [point, weight] : live_quadrature()) {
    sheet.cells.push_back({.row = row, .column = 0, .kind = Kind::number, .value = point});
    sheet.cells.push_back({.row = row++, .column = 1, .kind = Kind::number, .value = weight});
  }
}

/// Whether a node is a + b·moment.
bool LiveCells::linear(NodeId id) const {
  if (!moves(id)) return true;
  const Node& n = model_.graph[id];
  switch (n.op) {
  case NodeOp::moment:
    return true;
  case NodeOp::negate:
    return linear(n.a);
  case NodeOp::add:
  case NodeOp::subtract:
    return linear(n.a) && linear(n.b);
  case NodeOp::multiply:
    return linear(n.a) && linear(n.b) && !(moves(n.a) && moves(n.b));
  case NodeOp::divide:
    return linear(n.a) && !moves(n.b);
  default:
    return false;
  }
}

/// Pairs of values between which the formula decides and that change their order as the cycle goes on.
std::vector<std::pair<NodeId, NodeId>> LiveCells::switches(NodeId body) const {
  std::vector<std::pair<NodeId, NodeId>> found;
  std::vector<NodeId> open{body};
  std::set<NodeId> seen;
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (!moves(id) || !seen.insert(id).second) continue;
    const Node& n = model_.graph[id];
    if (n.op == NodeOp::unit_mean || n.op == NodeOp::prefix_sum || n.op == NodeOp::abs)
      throw LiveObstacle{"a mean over a formula with another mean or sum within"};
    if (n.op == NodeOp::min || n.op == NodeOp::max || n.op == NodeOp::less || n.op == NodeOp::less_equal) {
      if (!linear(n.a) || !linear(n.b))
        throw LiveObstacle{"a mean over a formula that changes branch where a curve crosses a value"};
      const auto pair = std::pair(n.a, n.b);
      if (std::find(found.begin(), found.end(), pair) == found.end()) found.push_back(pair);
    }
    const formula::Operands below = formula::operands(n);
    open.insert(open.end(), below.id, below.id + below.count);
  }
  return found;
}

double LiveCells::mean_value(NodeId body, const std::vector<double>& cuts, int cycle) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const double length = cuts[i + 1] - cuts[i];
    if (length <= 0) continue;
    double part = 0;
    for (const auto& [point, weight] : live_quadrature())
      part += weight * value_at(body, cycle, cuts[i] + length * point);
    sum += length * part;
  }
  return sum;
}

/// Cells with the places in the cycle at which a pair of values changes its order.
int LiveCells::slot_of_switch(const std::pair<NodeId, NodeId>& pair, const Slot& like) {
  const std::string sheet = like.by_cycle ? live_sheet::kCycles : live_sheet::kConstants;
  std::vector<int> ends;
  for (const int when : {0, 1}) {
    Slot end = like;
    end.heading = when == 0 ? "branch: difference at the start" : "branch: difference at the end";
    end.text = [=, this](int cycle) {
      const Context at{cycle, sheet, when == 0 ? "0" : "1"};
      return render(pair.first, at).at_least(FormulaPiece::sum) + "-" +
             render(pair.second, at).at_least(FormulaPiece::product);
    };
    end.value = [=, this](int cycle) {
      return value_at(pair.first, cycle, when) - value_at(pair.second, cycle, when);
    };
    ends.push_back(add_slot(end));
  }
  Slot cut = like;
  cut.heading = "branch: place in the cycle";
  cut.text = [=, this](int cycle) {
    const std::string a = reference(ends[0], cycle, sheet), b = reference(ends[1], cycle, sheet);
    return fmt::format("IF({0}={1},0,MEDIAN(0,1,{0}/({0}-{1})))", a, b);
  };
  const auto at_start = slots_[static_cast<std::size_t>(ends[0])].value,
             at_end = slots_[static_cast<std::size_t>(ends[1])].value;
  cut.value = [=](int cycle) {
    const double a = at_start(cycle), b = at_end(cycle);
    return a == b ? 0 : std::clamp(a / (a - b), 0.0, 1.0);
  };
  return add_slot(cut);
}

/// End of piece `i`, from 0 to the number of cuts and one more.
std::string LiveCells::bound(const std::vector<int>& cuts, std::size_t i, int cycle,
                             const std::string& sheet) const {
  if (i == 0) return "0";
  if (i > cuts.size()) return "1";
  if (cuts.size() == 1) return reference(cuts[0], cycle, sheet);
  std::string all;
  for (const int cut : cuts)
    all += (all.empty() ? "" : ",") + reference(cut, cycle, sheet);
  const char* name = i == 1 ? "MIN" : i == cuts.size() ? "MAX" : "MEDIAN";
  return fmt::format("{}({})", name, all);
}

std::string LiveCells::mean_text(NodeId body, const std::vector<int>& cuts, int cycle,
                                 const std::string& sheet) {
  constexpr std::size_t kLongest = 8000;
  std::string text;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::string from = bound(cuts, i, cycle, sheet);
    const std::string length = fmt::format("({}-{})", bound(cuts, i + 1, cycle, sheet), from);
    const std::string moment =
        cuts.empty() ? "mean_points" : fmt::format("({}+{}*mean_points)", from, length);
    text += fmt::format("{}{}SUM(mean_weights*{})", text.empty() ? "" : "+", cuts.empty() ? "" : length + "*",
                        render(body, {cycle, sheet, moment}).at_least(FormulaPiece::product));
  }
  if (text.size() > kLongest) throw LiveObstacle{"a mean over a long formula"};
  return text;
}

/// Throws LiveObstacle where fixed points don't give what the engine has.
void LiveCells::slot_of_mean(NodeId id) {
  constexpr std::size_t kMostSwitches = 3;
  const NodeId body = model_.graph[id].a;
  const auto pairs = switches(body);
  if (pairs.size() > kMostSwitches)
    throw LiveObstacle{"a mean over a formula with more than three changes of branch"};
  quadrature_ = true;
  Slot mean;
  mean.by_cycle = (model_.graph.depends(id) & formula::kCycle) != 0;
  mean.first = uses_.at(id).first;
  mean.last = uses_.at(id).last;
  const std::string sheet = mean.by_cycle ? live_sheet::kCycles : live_sheet::kConstants;
  std::vector<int> cuts;
  for (const auto& pair : pairs)
    cuts.push_back(slot_of_switch(pair, mean));
  mean.heading = model_.graph.label(id).empty() ? "mean over the cycle" : model_.graph.label(id);
  mean.array = true;
  mean.text = [=, this](int cycle) { return mean_text(body, cuts, cycle, sheet); };
  mean.value = [=, this](int cycle) {
    std::vector<double> at{0};
    for (const int cut : cuts)
      at.push_back(slots_[static_cast<std::size_t>(cut)].value(cycle));
    at.push_back(1);
    std::sort(at.begin(), at.end());
    return mean_value(body, at, cycle);
  };
  for (int k = mean.first; k <= (mean.by_cycle ? mean.last : mean.first); ++k) {
    const double exact = value(id, k), here = mean.value(k);
    if (std::isfinite(exact) && !(std::abs(here - exact) <= 1e-11 * std::max(1e-6, std::abs(exact))))
      throw LiveObstacle{"a mean over a formula that bends too sharply for a rule of fixed points"};
  }
  slot_of_[id] = add_slot(mean);
}

} // namespace cea
