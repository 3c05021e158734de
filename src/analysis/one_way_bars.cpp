#include "analysis/base_case.h"
#include "analysis/one_way.h"
#include "support/equality.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea {

namespace {

/// Another name for a parameter has that one's uncertainty, not one of its own.
bool is_alias(const CompiledModel& base, const std::string& name) {
  const auto it = std::find_if(base.parameters.begin(), base.parameters.end(),
                               [&](const auto& p) { return p.name == name; });
  if (it == base.parameters.end()) return false;
  const formula::Node& node = base.graph[it->node];
  return node.op == formula::NodeOp::input && base.inputs[node.payload].name != name;
}

class BarMaker {
public:
  BarMaker(const CompiledModel& base, const std::vector<ParameterSummary>& parameters,
           const OneWaySettings& settings)
      : base_(base), parameters_(parameters), settings_(settings) {}

  std::vector<OneWayBar> run() {
    for (const OneWaySettings::Group& group : settings_.groups)
      add_group(group);
    if (settings_.parameters.empty())
      add_all();
    else
      for (const NamedPlace& p : settings_.parameters)
        add_named(p);
    if (problems_.has_errors()) throw InputError(std::move(problems_));
    return std::move(bars_);
  }

private:
  /// A parameter's base value and range; nothing after a problem that has been reported.
  std::optional<OneWayBar::Member> member(const NamedPlace& place) {
    const ParameterSummary* const p = movable_parameter(parameters_, place, problems_);
    if (p == nullptr) return std::nullopt;
    if (!p->low || !p->high) {
      problems_.error(
          place.span, fmt::format("'{}' has no range", place.name),
          "give it `low` and `high`, or a distribution; a number by `--set` takes its distribution away");
      return std::nullopt;
    }
    return OneWayBar::Member{p->name, p->value, *p->low, *p->high, p->confidential};
  }

  void add_group(const OneWaySettings::Group& group) {
    OneWayBar bar;
    bar.id = bar.label = group.id;
    for (const NamedPlace& place : group.members)
      if (auto m = member(place)) bar.members.push_back(*std::move(m));
    if (bar.members.size() == group.members.size()) bars_.push_back(std::move(bar));
  }

  void add_named(const NamedPlace& place) {
    if (auto m = member(place)) add(*std::move(m), base_.scenario->parameter(place.name)->label);
  }

  void add(OneWayBar::Member m, const std::string& label) {
    OneWayBar bar;
    bar.id = m.name;
    bar.label = label.empty() ? m.name : label;
    bar.members.push_back(std::move(m));
    bars_.push_back(std::move(bar));
  }

  [[nodiscard]] bool in_group(const std::string& name) const {
    return std::any_of(settings_.groups.begin(), settings_.groups.end(), [&](const auto& group) {
      return std::any_of(group.members.begin(), group.members.end(),
                         [&](const NamedPlace& m) { return m.name == name; });
    });
  }

  void add_all() {
    for (const ParameterSummary& p : parameters_) {
      const Parameter* const written = base_.scenario->parameter(p.name);
      const bool own = (written->low && written->high) || !is_alias(base_, p.name);
      if (!p.low || !p.high || *p.low == *p.high || !own || p.unit == "switch" || in_group(p.name)) continue;
      add({p.name, p.value, *p.low, *p.high, p.confidential}, p.label);
    }
  }

  const CompiledModel& base_;
  const std::vector<ParameterSummary>& parameters_;
  const OneWaySettings& settings_;
  Diagnostics problems_;
  std::vector<OneWayBar> bars_;
};

std::vector<std::string> ids_of(const Scenario& scenario) {
  std::vector<std::string> ids;
  for (const Strategy& s : scenario.strategies)
    ids.push_back(s.id);
  return ids;
}

std::optional<std::size_t> find_strategy(const Scenario& scenario, const std::optional<NamedPlace>& wanted) {
  if (!wanted) return std::nullopt;
  const std::vector<std::string> ids = ids_of(scenario);
  const auto it = std::find(ids.begin(), ids.end(), wanted->name);
  if (it != ids.end()) return static_cast<std::size_t>(it - ids.begin());
  Diagnostics problems;
  problems.error(wanted->span, fmt::format("the strategy '{}' isn't among those analysed", wanted->name),
                 fmt::format("there are {}", join(ids, ", ")));
  throw InputError(std::move(problems));
}

/// By net benefit at the first threshold; of equal ones the first in the file.
std::vector<std::size_t> by_benefit(const BaseCase& base) {
  std::vector<std::size_t> order;
  for (std::size_t s = 0; s < base.strategies.size(); ++s)
    order.push_back(s);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const double x = base.nmb[a].front(), y = base.nmb[b].front();
    return x > y && !same_amount(x, y);
  });
  return order;
}

} // namespace

Comparison choose_comparison(const Scenario& scenario, const BaseCase& base, const ComparedStrategies& wanted,
                             const Span& place, const std::string& what) {
  Diagnostics problems;
  if (base.thresholds.empty())
    problems.error(place, fmt::format("{} needs a willingness to pay", what),
                   "as `willingness_to_pay: 50_000`, or `--wtp 50_000`");
  if (base.strategies.size() < 2) problems.error(place, fmt::format("{} needs two strategies", what));
  if (problems.has_errors()) throw InputError(std::move(problems));
  const std::vector<std::size_t> own = comparators_of(scenario), order = by_benefit(base);
  auto strategy = find_strategy(scenario, wanted.strategy),
       comparator = find_strategy(scenario, wanted.comparator);
  for (const std::size_t s : order) {
    if (strategy) break;
    if (comparator ? s != *comparator : s != own[s]) strategy = s;
  }
  if (!strategy) strategy = order.front();
  if (!comparator)
    comparator = own[*strategy] != *strategy ? own[*strategy] : order[order[0] == *strategy ? 1 : 0];
  if (*strategy == *comparator) {
    problems.error(wanted.strategy ? wanted.strategy->span : place,
                   fmt::format("{} compares '{}' with itself", what, scenario.strategies[*strategy].id));
    throw InputError(std::move(problems));
  }
  return {*strategy, *comparator, base.thresholds, base.fewer_is_better};
}

std::vector<OneWayBar> one_way_bars(const CompiledModel& base,
                                    const std::vector<ParameterSummary>& parameters,
                                    const OneWaySettings& settings) {
  return BarMaker(base, parameters, settings).run();
}

} // namespace cea
