#include "analysis/budget_flow.h"

#include "engine/subgroups.h"
#include "formula/arithmetic.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

namespace {

using Years = std::vector<double>;

/// Sums and shares are 1 but for rounding.
constexpr double kRounding = 1e-9;

class Budget {
public:
  Budget(const CompiledModel& model, std::span<const double> inputs, const BudgetPeople& people,
         const std::string& where)
      : model_(model), settings_(*model.scenario->analyses.budget), nodes_(*model.budget), people_(people),
        where_(where), value_(model.graph, {.inputs = inputs}),
        years_(static_cast<std::size_t>(settings_.years)), strategies_(model.scenario->strategies.size()),
        categories_(people.front().front().cost.front().size()), weights_(subgroup_weights(model, inputs)) {}

  BudgetFlow run() {
    flow_.without.assign(years_, 0);
    flow_.with = flow_.programme = flow_.without;
    flow_.net_by_category.assign(categories_, flow_.without);
    flow_.net_by_strategy.assign(strategies_, flow_.without);
    flow_.entrants_without.assign(strategies_, flow_.without);
    flow_.entrants_with = flow_.entrants_without;
    displaced_ = strategy_called(settings_.displaces ? settings_.displaces->name : "");
    incident();
    prevalent();
    programme();
    if (problems_.has_errors()) throw InputError(std::move(problems_));
    sum_up();
    return std::move(flow_);
  }

private:
  [[nodiscard]] std::size_t strategy_called(const std::string& id) const {
    for (std::size_t s = 0; s < strategies_; ++s)
      if (model_.scenario->strategies[s].id == id) return s;
    return 0;
  }

  Years values(const BudgetNodes::Years& nodes) {
    Years all;
    for (const formula::NodeId node : nodes)
      all.push_back(value_(node));
    return all;
  }

  void problem(const Span& span, const std::string& message, const std::string& hint = {}) {
    problems_.error(span, where_.empty() ? message : fmt::format("{} ({})", message, where_), hint);
  }

  double people_count(formula::NodeId node, const Span& span, const std::string& what) {
    const double x = value_(node);
    if (!(x >= 0) || !std::isfinite(x)) problem(span, fmt::format("{} can't be {:.6g}", what, x));
    return x;
  }

  /// [strategy][year]
  std::vector<Years> shares(const std::vector<YearlyFormulas>& lists,
                            const std::vector<BudgetNodes::Years>& nodes) {
    std::vector<Years> all(strategies_, Years(years_, 0.0));
    for (std::size_t i = 0; i < lists.size(); ++i) {
      const std::size_t s = strategy_called(lists[i].name.name);
      if (takes_from_itself(s, lists))
        problem(
            lists[i].name.span,
            fmt::format("'{}' is the strategy displaced, so nobody is taken up by it", lists[i].name.name),
            "it keeps whoever starts no other; `displaces:` names another");
      all[s] = values(nodes[i]);
      for (std::size_t y = 0; y < years_; ++y)
        if (!(all[s][y] >= -kRounding))
          problem(lists[i].name.span, fmt::format("the share of '{}' in year {} is {:.6g}",
                                                  lists[i].name.name, y + 1, all[s][y]));
    }
    return all;
  }

  [[nodiscard]] bool takes_from_itself(std::size_t strategy, const std::vector<YearlyFormulas>& list) const {
    return strategy == displaced_ && (&list == &settings_.uptake || &list == &settings_.prevalent_uptake);
  }

  [[nodiscard]] double sum_in(const std::vector<Years>& all, std::size_t year) const {
    double sum = 0;
    for (const Years& one : all)
      sum += one[year];
    return sum;
  }

  /// With and without: the year's incident people by strategy.
  void incident() {
    std::vector<Years> without(strategies_, Years(years_, 0.0)), with = without;
    if (settings_.with.empty()) {
      with = shares(settings_.uptake, nodes_.uptake);
      for (std::size_t y = 0; y < years_; ++y) {
        without[displaced_][y] = 1;
        const double taken = sum_in(with, y);
        if (taken > 1 + kRounding && !settings_.uptake.empty())
          problem(
              settings_.uptake.front().name.span,
              fmt::format("uptake in year {} sums to {:.6g}, more than everybody", y + 1, taken),
              "shares are of the year's incident people, and what is left stays on the strategy displaced");
        with[displaced_][y] += 1 - taken;
      }
    } else {
      without = shares(settings_.without, nodes_.without);
      with = shares(settings_.with, nodes_.with);
      for (std::size_t y = 0; y < years_; ++y) {
        whole("without", settings_.without.front().name.span, sum_in(without, y), y);
        whole("with", settings_.with.front().name.span, sum_in(with, y), y);
      }
    }
    const Span& span = settings_.incident.empty() ? settings_.span : settings_.incident.front().span;
    for (std::size_t start = 0; start < years_; ++start) {
      const double people = people_count(nodes_.incident[start], span,
                                         fmt::format("the number of incident people in year {}", start + 1));
      for (std::size_t s = 0; s < strategies_; ++s) {
        enter(s, start, people * without[s][start], people * with[s][start]);
        taken_up_.resize(years_, 0.0);
        taken_up_[start] += people * std::max(0.0, with[s][start] - without[s][start]);
      }
    }
  }

  void whole(const char* which, const Span& span, double sum, std::size_t year) {
    if (std::abs(sum - 1) > kRounding)
      problem(span, fmt::format("the shares `{}` in year {} sum to {:.12g}, not 1", which, year + 1, sum));
  }

  /// People who start a strategy at the beginning of a year, in both worlds.
  void enter(std::size_t strategy, std::size_t start, double without, double with) {
    flow_.entrants_without[strategy][start] += without;
    flow_.entrants_with[strategy][start] += with;
    for (std::size_t y = start; y < years_; ++y)
      spend(strategy, y, y - start, without, with);
  }

  [[nodiscard]] const YearlyOutputs::Person& person(std::size_t start, std::size_t year) const {
    return people_[std::min(start, people_.size() - 1)][year];
  }

  /// A year's costs of average people in the k-th year since their start.
  void spend(std::size_t strategy, std::size_t year, std::size_t k, double without, double with) {
    spend_of(person(year - k, year), strategy, year, k, without, with);
  }

  void spend_of(const YearlyOutputs::Years& person, std::size_t strategy, std::size_t year, std::size_t k,
                double without, double with) {
    for (std::size_t c = 0; c < categories_; ++c) {
      const double cost = person.cost[strategy][c][k];
      flow_.without[year] += without * cost;
      flow_.with[year] += with * cost;
      flow_.net_by_category[c][year] += (with - without) * cost;
      flow_.net_by_strategy[strategy][year] += (with - without) * cost;
    }
  }

  /// Who is eligible at the start is on the strategy displaced, until some start another. Who is alive by
  /// then isn't an average person: each subgroup's survivors start by themselves.
  void prevalent() {
    if (!settings_.prevalent) return;
    const double people =
        people_count(nodes_.prevalent, settings_.prevalent->span, "the number of prevalent people");
    const std::vector<Years> starts = shares(settings_.prevalent_uptake, nodes_.prevalent_uptake);
    double left = 1;
    flow_.entrants_without[displaced_][0] += people;
    flow_.entrants_with[displaced_][0] += people;
    for (std::size_t y = 0; y < years_; ++y) {
      for (std::size_t s = 0; s < strategies_; ++s) {
        if (starts[s][y] == 0 || s == displaced_) continue;
        left -= starts[s][y];
        start_prevalent(s, y, people * starts[s][y]);
      }
      if (left < -kRounding)
        return problem(settings_.prevalent_uptake.front().name.span,
                       fmt::format("by year {} more than all prevalent people have started", y + 1),
                       "the shares are of those eligible at the start, and add up over the years");
      spend(displaced_, y, y, people, people * left);
    }
    flow_.entrants_with[displaced_][0] -= people * (1 - left_in_first_year(starts));
  }

  /// Those of so many people who are alive start a strategy at the beginning of a year.
  void start_prevalent(std::size_t strategy, std::size_t year, double people) {
    const YearlyOutputs::Person& waiting = person(0, year);
    const auto start = [&](double starters, auto of_group) {
      flow_.entrants_with[strategy][year] += starters;
      taken_up_[year] += starters;
      for (std::size_t later = year; later < years_; ++later)
        spend_of(of_group(person(year, later)), strategy, later, later - year, 0, starters);
    };
    using Person = YearlyOutputs::Person;
    if (waiting.groups.empty())
      start(people * waiting.alive[displaced_][year],
            [](const Person& p) -> const YearlyOutputs::Years& { return p; });
    for (std::size_t g = 0; g < waiting.groups.size(); ++g)
      start(people * weights_[g] * waiting.groups[g].alive[displaced_][year],
            [g](const Person& p) -> const YearlyOutputs::Years& { return p.groups[g]; });
  }

  [[nodiscard]] double left_in_first_year(const std::vector<Years>& starts) const {
    double left = 1;
    for (std::size_t s = 0; s < strategies_; ++s)
      if (s != displaced_) left -= starts[s][0];
    return left;
  }

  void programme() {
    const double each = value_(nodes_.per_entrant);
    for (std::size_t y = 0; y < years_; ++y)
      flow_.programme[y] = value_(nodes_.set_up[y]) + each * taken_up_[y];
  }

  void sum_up() {
    const bool costs = !settings_.set_up.empty() || settings_.per_entrant;
    if (costs) flow_.net_by_category.push_back(flow_.programme);
    double sum = 0;
    for (std::size_t y = 0; y < years_; ++y) {
      flow_.with[y] += flow_.programme[y];
      flow_.net.push_back(flow_.with[y] - flow_.without[y]);
      flow_.cumulative.push_back(sum += flow_.net[y]);
    }
    if (!nodes_.members) return;
    const double members = value_(*nodes_.members);
    if (!(members > 0)) {
      problem(settings_.members->span, fmt::format("the number of members can't be {:.6g}", members));
      throw InputError(std::move(problems_));
    }
    constexpr double kMonths = 12;
    for (const double net : flow_.net)
      flow_.pmpm.push_back(net / members / kMonths);
  }

  const CompiledModel& model_;
  const BudgetSettings& settings_;
  const BudgetNodes& nodes_;
  const BudgetPeople& people_;
  const std::string& where_;
  formula::Evaluator value_;
  std::size_t years_, strategies_, categories_, displaced_ = 0;
  std::vector<double> weights_; ///< of subgroups
  Years taken_up_;              ///< people who take up a strategy, by year
  BudgetFlow flow_;
  Diagnostics problems_;
};

} // namespace

std::vector<std::string> counted_categories(const CompiledModel& model) {
  const BudgetSettings& settings = *model.scenario->analyses.budget;
  std::vector<std::string> all, counted;
  for (const auto& categories : model.categories)
    for (const std::string& name : categories)
      if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
  Diagnostics problems;
  for (const NamedPlace& wanted : settings.categories) {
    if (std::find(all.begin(), all.end(), wanted.name) != all.end()) continue;
    const std::string near = did_you_mean(wanted.name, all);
    problems.error(wanted.span, fmt::format("no cost has the category '{}'", wanted.name),
                   near.empty() ? fmt::format("there are {}", join(all, ", "))
                                : fmt::format("did you mean '{}'?", near));
  }
  if (problems.has_errors()) throw InputError(std::move(problems));
  for (const std::string& name : all)
    if (settings.categories.empty() || std::any_of(settings.categories.begin(), settings.categories.end(),
                                                   [&](const NamedPlace& w) { return w.name == name; }))
      counted.push_back(name);
  return counted;
}

YearlyOutputs::YearlyOutputs(const CompiledModel& model, const std::vector<std::string>& categories)
    : model_(model), categories_(categories.size()) {
  for (const auto& own : model.categories) {
    auto& places = category_of_.emplace_back();
    for (const std::string& name : own) {
      const auto it = std::find(categories.begin(), categories.end(), name);
      places.push_back(it == categories.end() ? -1 : static_cast<int>(it - categories.begin()));
    }
  }
}

YearlyOutputs::Person YearlyOutputs::person(const Value& value) const {
  const auto years = static_cast<std::size_t>(model_.scenario->analyses.budget->years);
  const std::size_t strategies = model_.scenario->strategies.size();
  const auto nothing = [&](Years& p) {
    p.cost.assign(strategies, std::vector<std::vector<double>>(categories_, std::vector<double>(years, 0.0)));
    p.alive.assign(strategies, std::vector<double>(years, 0.0));
  };
  Person p;
  nothing(p);
  p.groups.resize(model_.scenario->subgroups.size());
  for (Years& group : p.groups)
    nothing(group);
  for (std::size_t o = 0; o < model_.outputs.size(); ++o) {
    const OutputChannel& channel = model_.outputs[o];
    Years& target = channel.subgroup < 0 ? p : p.groups[static_cast<std::size_t>(channel.subgroup)];
    const auto s = static_cast<std::size_t>(channel.strategy), y = static_cast<std::size_t>(channel.year);
    if (channel.outcome == Outcome::life_years) {
      target.alive[s][y] += value(o);
      continue;
    }
    const int c = category_of_[s][static_cast<std::size_t>(channel.category)];
    if (c >= 0) target.cost[s][static_cast<std::size_t>(c)][y] += value(o);
  }
  return p;
}

BudgetFlow budget_flow(const CompiledModel& model, std::span<const double> inputs, const BudgetPeople& people,
                       const std::string& where) {
  return Budget(model, inputs, people, where).run();
}

} // namespace cea
