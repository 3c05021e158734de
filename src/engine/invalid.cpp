#include "engine/invalid.h"

#include "formula/arithmetic.h"
#include "formula/expectation.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

using formula::Evaluator;
using formula::NodeId;
using formula::NodeOp;

namespace {

constexpr std::size_t kMostFaults = 20;

std::string number(double x) {
  return std::isfinite(x) ? fmt::format("{:.6g}", x)
         : std::isnan(x)  ? "not a number"
         : x > 0          ? "infinite"
                          : "minus infinite";
}

/// The value of a share or probability with enough digits to show what is wrong.
std::string share(double x) {
  return std::isfinite(x) ? fmt::format("{:.12g}", x) : number(x);
}

bool fails(const Check& check, double value) {
  if (check.kind == Check::Kind::rate && value > kLargestRate) return true;
  return !std::isfinite(value) || (check.kind != Check::Kind::finite && value < -kProbabilityTolerance);
}

/// Whether a fault is of the sample, whatever the cycle.
bool is_timeless(Check::Kind kind) {
  return kind == Check::Kind::start_sum || kind == Check::Kind::bound || kind == Check::Kind::weight ||
         kind == Check::Kind::branch || kind == Check::Kind::branch_sum;
}

std::string verdict(const Check& check, double shown) {
  switch (check.kind) {
  case Check::Kind::row_sum:
    return fmt::format("{} sum to {}", check.what, share(shown));
  case Check::Kind::branch_sum:
    return fmt::format("the probabilities of {} sum to {}", check.what, share(shown));
  case Check::Kind::start_sum:
    return fmt::format("{} sums to {}, not 1", check.what, share(shown));
  case Check::Kind::weight:
    if (shown >= 0) return fmt::format("{} sum to 0", check.what);
    break;
  case Check::Kind::curve:
    if (std::isfinite(shown))
      return fmt::format("{} is {}: it must be {}", check.what, share(shown), check.formula);
    break;
  case Check::Kind::bound:
    return fmt::format("{} is {}, outside its bounds {}", check.what, number(shown), check.formula);
  default:
    break;
  }
  if (!std::isfinite(shown))
    return fmt::format("{} {}", check.what,
                       check.kind == Check::Kind::rate && !std::isnan(shown) ? "is infinite"
                                                                             : "isn't a number");
  if (check.kind == Check::Kind::rate)
    return fmt::format("{} is {}, {}", check.what, number(shown),
                       shown < 0 ? "below 0" : "more than can be computed with");
  return fmt::format("{} is {}, {}", check.what, share(shown), shown < 0 ? "below 0" : "above 1");
}

using NamedNodes = std::vector<std::pair<std::string, NodeId>>;

std::string values_of(const CompiledModel& m, const NamedNodes& named, std::string_view between,
                      Evaluator& value) {
  std::string text;
  for (const auto& [name, node] : named)
    if ((m.graph.depends(node) & formula::kCounters) == 0)
      text += fmt::format("{}{}{}{}", text.empty() ? "" : ", ", name, between, number(value(node)));
  return text;
}

std::string hint_of(const CompiledModel& m, const Check& check, double shown, Evaluator& value) {
  std::string hint = std::isfinite(shown) ? check.hint : std::string();
  if (check.kind == Check::Kind::mortality && shown > 1)
    hint = "`mortality` is a probability per cycle: of a rate it is rate_to_prob(rate, cycle_length)";
  if (const std::string entries = values_of(m, check.entries, " ", value); !entries.empty())
    hint += ": " + entries;
  const std::string behind = values_of(m, check.behind, " = ", value);
  if (behind.empty()) return hint;
  return fmt::format("{}{}with {}", hint, hint.empty() ? "" : "; ", behind);
}

/// Whether an error gives the same reason, as that of a parameter that isn't finite.
bool is_said(const std::string& reason, const std::vector<Diagnostic>& known) {
  return !reason.empty() && std::any_of(known.begin(), known.end(),
                                        [&](const Diagnostic& d) { return d.message.ends_with(reason); });
}

/// One fault of one or several strategies.
struct Fault {
  Span span;
  std::string message; ///< up to the strategies
  std::string reason;  ///< behind them
  std::string hint;
  std::vector<std::string> strategies{}, subgroups{};

  [[nodiscard]] bool same_as(const Fault& other) const {
    return span.file == other.span.file && span.line == other.span.line && span.column == other.span.column &&
           message == other.message && reason == other.reason && hint == other.hint;
  }
  /// What one subgroup shows isn't told again of the others, whose figures may differ.
  [[nodiscard]] bool covers(const Check& check) const {
    const bool same_place =
        span.file == check.span.file && span.line == check.span.line && span.column == check.span.column;
    return same_place && !check.subgroup.empty() && !subgroups.empty() &&
           std::find(subgroups.begin(), subgroups.end(), check.subgroup) == subgroups.end();
  }
};

/// Collects faults, those that several strategies share as one.
class Faults {
public:
  Faults(const CompiledModel& model, std::span<const double> inputs, std::optional<std::size_t> sample)
      : m_(model), inputs_(inputs), sample_(sample) {}

  void add(const CheckInstance& instance, int cycle) {
    const Check& check = *instance.check;
    Evaluator value(m_.graph, {.inputs = inputs_, .cycle = static_cast<double>(cycle)});
    const double shown = value(instance.shown);
    for (Fault& known : faults_)
      if (known.covers(check)) {
        known.subgroups.push_back(check.subgroup);
        return;
      }
    const bool sum = check.kind == Check::Kind::row_sum || check.kind == Check::Kind::branch_sum;
    // What isn't a number is reported once, and where it stands rather than in the row's sum. A curve that
    // can't be says why its probabilities aren't.
    if (!std::isfinite(shown) && (sum || is_known(check) || has_curve_fault_)) return;
    has_curve_fault_ = has_curve_fault_ || check.kind == Check::Kind::curve;
    Fault fault{.span = check.span,
                .message = verdict(check, shown),
                .reason = {},
                .hint = hint_of(m_, check, shown, value)};
    if (sample_ && std::isfinite(shown) && check.kind != Check::Kind::bound) {
      const bool unbounded = check.kind == Check::Kind::rate ||
                             (check.kind == Check::Kind::curve && check.formula != "from 0 to 1");
      fault.hint += fault.hint.empty() ? "" : "; ";
      fault.hint += unbounded ? "check the distributions behind it: a gamma or lognormal is never negative"
                              : "check the distributions behind it: a beta stays within [0, 1]";
    }
    if (!is_timeless(check.kind) &&
        (check.kind != Check::Kind::curve || (m_.graph.depends(instance.node) & formula::kCycle) != 0))
      fault.message += fmt::format(" in cycle {}", cycle);
    if (instance.cell_cycles >= 0)
      fault.message += fmt::format(", {} cycles into the stay", instance.cell_cycles);
    if (!std::isfinite(shown)) fault.reason = why_not_finite(m_.graph, instance.shown, inputs_, cycle);
    merge(std::move(fault), check);
  }

  void report(Diagnostics& diagnostics) const {
    const std::vector<Diagnostic> before = diagnostics.all();
    for (const Fault& fault : faults_)
      if (!is_said(fault.reason, before))
        diagnostics.error(fault.span, fault.message + of_whom(fault) + fault.reason, fault.hint);
  }

private:
  [[nodiscard]] bool is_known(const Check& check) const {
    return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& f) {
      const bool same_place = f.span.file == check.span.file && f.span.line == check.span.line &&
                              f.span.column == check.span.column;
      return same_place &&
             std::find(f.strategies.begin(), f.strategies.end(), check.strategy) != f.strategies.end();
    });
  }

  void merge(Fault fault, const Check& check) {
    auto known =
        std::find_if(faults_.begin(), faults_.end(), [&](const Fault& f) { return f.same_as(fault); });
    if (known == faults_.end()) known = faults_.insert(known, std::move(fault));
    const auto add_new = [](std::vector<std::string>& ids, const std::string& id) {
      if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    };
    add_new(known->strategies, check.strategy);
    add_new(known->subgroups, check.subgroup);
  }

  static std::string listed(const char* one, const char* several, const std::vector<std::string>& ids) {
    constexpr std::size_t kMostNamed = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(ids.size(), kMostNamed); ++i)
      text += fmt::format("{}'{}'", text.empty() ? "" : ", ", ids[i]);
    if (ids.size() > kMostNamed) text += fmt::format(" and {} more", ids.size() - kMostNamed);
    return text.empty() ? text : fmt::format("{} {}", ids.size() == 1 ? one : several, text);
  }

  [[nodiscard]] std::string of_whom(const Fault& fault) const {
    std::string text = listed("strategy", "strategies", fault.strategies);
    if (!fault.subgroups.empty())
      text += (text.empty() ? "" : ", ") + listed("subgroup", "subgroups", fault.subgroups);
    if (sample_) text += fmt::format("{}sample {}", text.empty() ? "" : ", ", *sample_ + 1);
    return text.empty() ? text : fmt::format(" ({})", text);
  }

  const CompiledModel& m_;
  std::span<const double> inputs_;
  std::optional<std::size_t> sample_;
  std::vector<Fault> faults_;
  bool has_curve_fault_ = false;
};

/// Depth-first search for the first operation that turned finite numbers into something else.
struct Culprit {
  const formula::Graph& graph;
  formula::Place place;
  Evaluator value{graph, place};
  std::string parameter{};

  std::string find(NodeId id) {
    const formula::Node& n = graph[id];
    if (const std::string& name = graph.label(id); !name.empty()) parameter = name;
    if (n.op == NodeOp::select) {
      if (!std::isfinite(value(n.a))) return find(n.a);
      return find(value(n.a) != 0 ? n.b : n.c);
    }
    if (formula::of_generator(n.op))
      for (const auto& r : graph.generator(n.payload).rates)
        if (!std::isfinite(value(r.rate))) return find(r.rate);
    if (n.op == NodeOp::expected)
      for (const auto& variable : graph.expectation(n.payload).variables)
        for (const NodeId argument : variable.arguments)
          if (!std::isfinite(value(argument))) return find(argument);
    const formula::Operands args = operands(n);
    if (n.op != NodeOp::unit_mean && n.op != NodeOp::prefix_sum)
      for (int i = 0; i < args.count; ++i)
        if (!std::isfinite(value(args.id[i]))) return find(args.id[i]);
    return describe(n);
  }

  std::string describe(const formula::Node& n) {
    const double a = operands(n).count > 0 ? value(n.a) : 0;
    if (n.op == NodeOp::table || n.op == NodeOp::table_2) {
      const auto& c = graph.column(n.payload);
      if (c.column.empty() && a > c.axis.last)
        return fmt::format("the data of the curve '{}' end at {}, before {}; `then:` says how it goes on",
                           c.table, number(c.axis.last), number(a));
      const bool in_first = a >= c.axis.first - formula::kTolerance && a <= c.axis.last + formula::kTolerance;
      const auto& axis = c.second && in_first ? *c.second : c.axis;
      return fmt::format("the table '{}' has no row for {}: its keys go from {} to {}; `beyond: hold` would "
                         "hold the end values",
                         c.table, number(c.second && in_first ? value(n.b) : a), number(axis.first),
                         number(axis.last));
    }
    switch (n.op) {
    case NodeOp::divide:
      return fmt::format("{} is divided by {}", number(a), number(value(n.b)));
    case NodeOp::log:
      return fmt::format("log({}) has no value", number(a));
    case NodeOp::log1p:
      return fmt::format("a logarithm of {} has no value (a probability of 1 or more has no rate)",
                         number(1 + a));
    case NodeOp::sqrt:
      return fmt::format("sqrt({}) has no value", number(a));
    case NodeOp::exp:
      return fmt::format("exp({}) is too large", number(a));
    case NodeOp::power:
      return fmt::format("{} ^ {} has no value", number(a), number(value(n.b)));
    case NodeOp::mod:
      return fmt::format("mod({}, {}) has no value", number(a), number(value(n.b)));
    case NodeOp::expected:
      return formula::expectation_fault(graph, graph.expectation(n.payload), place);
    case NodeOp::generator_share:
    case NodeOp::generator_years:
      return "a rate is more than can be computed with";
    default:
      return "a number gets too large";
    }
  }
};

} // namespace

std::string why_not_finite(const formula::Graph& graph, NodeId node, std::span<const double> inputs,
                           int cycle) {
  Culprit culprit{graph, {.inputs = inputs, .cycle = static_cast<double>(cycle)}};
  if ((graph.depends(node) & formula::kCounters) != 0 || std::isfinite(culprit.value(node))) return {};
  const std::string reason = culprit.find(node);
  return culprit.parameter.empty() ? ": " + reason : fmt::format(": in '{}', {}", culprit.parameter, reason);
}

void report_certain_faults(const CompiledModel& m, formula::CycleTable& tables, Diagnostics& diagnostics) {
  for (const CheckInstance& c : m.checks) {
    if ((m.graph.depends(c.node) & ~formula::kCycle) != 0) continue;
    const std::vector<double>& values = tables(c.node);
    for (int t = c.first; t <= c.last; ++t)
      if (fails(*c.check, values[static_cast<std::size_t>(t)]))
        return report_faults(m, m.base_values, std::nullopt, diagnostics);
  }
}

void report_faults(const CompiledModel& m, std::span<const double> inputs, std::optional<std::size_t> sample,
                   Diagnostics& diagnostics) {
  // A row's checks at the end of the last cycle repeat those at the start of each.
  std::set<std::tuple<int, int, std::string, std::string>> reported;
  Faults found(m, inputs, sample);
  const auto test = [&](const CheckInstance& c, int t, Evaluator& value) {
    const std::tuple key(c.check->span.line, c.check->span.column, c.check->what, c.check->strategy);
    if (reported.contains(key) || !fails(*c.check, value(c.node))) return;
    reported.insert(key);
    found.add(c, t);
  };
  formula::CycleTable sums(m.graph, m.grid.cycles, inputs);
  for (int t = 0; t < m.grid.cycles && reported.size() < kMostFaults; ++t) {
    Evaluator value(m.graph, {.inputs = inputs, .cycle = static_cast<double>(t), .sums = &sums});
    for (const CheckInstance& c : m.checks)
      if (t >= c.first && t <= c.last && (t == c.first || (m.graph.depends(c.node) & formula::kCycle) != 0))
        test(c, t, value);
  }
  found.report(diagnostics);
  if (reported.empty() && !diagnostics.has_errors()) report_amounts(m, inputs, diagnostics, sample);
}

namespace {

std::string place_of(const CompiledModel& m, const CompiledModel::Amount& amount, int cycle) {
  if (amount.branch) return amount.branch->empty() ? "" : fmt::format(" in the branch '{}'", *amount.branch);
  return fmt::format(" in '{}' in cycle {}", m.scenario->states[static_cast<std::size_t>(amount.state)].id,
                     cycle);
}

} // namespace

void report_amounts(const CompiledModel& m, std::span<const double> inputs, Diagnostics& diagnostics,
                    std::optional<std::size_t> sample) {
  std::set<std::tuple<int, int, int>> reported;
  formula::CycleTable sums(m.graph, m.grid.cycles, inputs);
  for (const auto& a : m.amounts) {
    const bool by_cycle = (m.graph.depends(a.node) & formula::kCycle) != 0;
    for (int t = std::max(a.first, 0); t <= (by_cycle ? a.last : std::max(a.first, 0)); ++t) {
      const formula::Place place{.inputs = inputs, .cycle = static_cast<double>(t), .sums = &sums};
      if (std::isfinite(Evaluator(m.graph, place)(a.node))) continue;
      if (!reported.emplace(a.span.line, a.span.column, a.state).second || reported.size() > kMostFaults)
        break;
      diagnostics.error(
          a.span,
          fmt::format("this amount isn't a finite number{} (strategy '{}'{}{}){}", place_of(m, a, t),
                      m.scenario->strategies[static_cast<std::size_t>(a.strategy)].id,
                      m.scenario->subgroups.empty()
                          ? ""
                          : fmt::format(", subgroup '{}'",
                                        m.scenario->subgroups[static_cast<std::size_t>(a.subgroup)].id),
                      sample ? fmt::format(", sample {}", *sample + 1) : "",
                      why_not_finite(m.graph, a.node, inputs, t)));
      break;
    }
  }
}

} // namespace cea
