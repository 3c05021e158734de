#include "analysis/budget_impact.h"

#include "analysis/budget_flow.h"
#include "analysis/budget_prices.h"
#include "analysis/one_way.h"
#include "analysis/quantiles.h"
#include "formula/arithmetic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

namespace {

/// One set of input values, before price factors.
struct World {
  std::vector<double> inputs;
  std::vector<Moves> factors; ///< one a calendar year
  std::string where;          ///< for messages
};

/// Net of all years; that of the base case where only rounding of what is spent tells them apart.
double net_of(const BudgetFlow& flow, const BudgetFlow& base) {
  double spent = 0;
  for (const double year : base.with)
    spent += year;
  const double net = flow.cumulative.back();
  return std::abs(net - base.cumulative.back()) <= 1e-12 * std::abs(spent) ? base.cumulative.back() : net;
}

/// Inputs that a price factor multiplies: the parameter's, those that strategies draw in its place, and the
/// factor of what they set in its place.
std::vector<std::size_t> priced_inputs(const CompiledModel& model, const std::string& price,
                                       const std::string& factor) {
  std::vector<std::size_t> all = inputs_of(model, price);
  for (std::size_t i = 0; i < model.inputs.size(); ++i)
    if (model.inputs[i].name == price && model.inputs[i].by_strategy) all.push_back(i);
  if (!factor.empty())
    for (const std::size_t input : inputs_of(model, factor))
      all.push_back(input);
  return all;
}

/// Runs worlds through one model: each for every calendar year, at that year's prices.
class WorldRunner {
public:
  WorldRunner(const CompiledModel& model, const std::vector<std::string>& categories,
              const std::vector<std::string>& factors, const SimulationOptions& simulation)
      : model_(model), settings_(*model.scenario->analyses.budget), outputs_(model, categories),
        simulation_(simulation), years_(static_cast<std::size_t>(settings_.years)) {
    for (std::size_t p = 0; p < settings_.price_factors.size(); ++p)
      prices_.push_back(priced_inputs(model, settings_.price_factors[p].name.name, factors[p]));
  }

  /// Price factors by calendar year, from the world's own inputs.
  [[nodiscard]] std::vector<Moves> factors(std::span<const double> inputs, const std::string& where) const {
    formula::Evaluator value(model_.graph, {.inputs = inputs});
    std::vector<Moves> all(years_);
    Diagnostics problems;
    for (std::size_t p = 0; p < prices_.size(); ++p)
      for (std::size_t y = 0; y < years_; ++y) {
        const double factor = value(model_.budget->price_factors[p][y]);
        const NamedPlace& price = settings_.price_factors[p].name;
        if (!(factor >= 0) || !std::isfinite(factor))
          problems.error(price.span,
                         fmt::format("the price factor of '{}' in year {} can't be {:.6g}{}", price.name,
                                     y + 1, factor, where.empty() ? "" : " (" + where + ")"),
                         "0.8 takes a fifth off the price, 1 leaves it as it is");
        for (const std::size_t input : prices_[p])
          all[y].emplace_back(input, factor);
      }
    if (problems.has_errors()) throw InputError(std::move(problems));
    return all;
  }

  /// `priced`: the inputs of a world at the prices of a year.
  using Priced = std::function<std::vector<double>(const World&, std::size_t year)>;
  using People = std::vector<YearlyOutputs::Person>; ///< by the year whose prices hold

  /// The people of each world, at the prices of each year from the first on; one that isn't valid is left
  /// empty, or reported.
  [[nodiscard]] std::vector<People> run(const std::vector<World>& worlds, const Priced& priced,
                                        std::size_t first, bool drop_invalid) const {
    std::vector<std::vector<double>> rows;
    for (const World& world : worlds)
      for (std::size_t y = first; y < years_; ++y)
        rows.push_back(priced(world, y));
    const SimulationResult run = simulated(rows);
    std::vector<People> all(worlds.size());
    std::size_t row = 0;
    for (std::size_t w = 0; w < worlds.size(); ++w) {
      bool valid = true;
      all[w].resize(years_);
      for (std::size_t y = first; y < years_; ++y, ++row) {
        if (!run.valid[row] && !drop_invalid) fault(rows[row], worlds[w].where);
        valid = valid && run.valid[row];
        if (valid)
          all[w][y] = outputs_.person([&](std::size_t channel) { return run.outputs[channel][row]; });
      }
      if (valid)
        check_alive(all[w], first);
      else
        all[w].clear();
    }
    return all;
  }

  /// Whether a price changes any cost that counts, with everything else as in the base case.
  [[nodiscard]] bool moves_costs(std::size_t price) const {
    std::vector<std::vector<double>> rows(2, model_.base_values);
    Moves twice;
    for (const std::size_t input : prices_[price])
      twice.emplace_back(input, 2.0);
    InputMover(model_).move_base({}, rows[1], twice);
    const SimulationResult run = simulated(rows);
    if (!run.valid[0] || !run.valid[1]) return true; // not known
    const auto costs = [&](std::size_t row) {
      return outputs_.person([&](std::size_t channel) { return run.outputs[channel][row]; }).cost;
    };
    return costs(0) != costs(1);
  }

private:
  [[nodiscard]] SimulationResult simulated(const std::vector<std::vector<double>>& rows) const {
    const SampleSource source = [&](std::size_t first, std::span<const std::span<double>> lanes) {
      for (std::size_t i = 0; i < lanes.size(); ++i)
        for (std::size_t k = 0; k < lanes[i].size(); ++k)
          lanes[i][k] = rows[first + k][i];
    };
    return simulate(model_, source, rows.size(), simulation_);
  }

  [[noreturn]] void fault(const std::vector<double>& inputs, const std::string& where) const {
    try {
      throw_fault(model_, inputs, std::nullopt);
    } catch (const InputError& e) {
      Diagnostics problems;
      for (const Diagnostic& d : e.diagnostics().all())
        problems.error(d.span, where.empty() ? d.message : fmt::format("{} ({})", d.message, where), d.hint);
      throw InputError(std::move(problems));
    }
  }

  /// A factor acts on prices: who lives must not depend on the calendar.
  void check_alive(const People& people, std::size_t first) const {
    const auto same = [](const YearlyOutputs::Years& a, const YearlyOutputs::Years& b) {
      return a.alive == b.alive;
    };
    for (std::size_t y = first; y < years_; ++y) {
      const YearlyOutputs::Person &p = people[y], &q = people[first];
      if (same(p, q) && std::equal(p.groups.begin(), p.groups.end(), q.groups.begin(), same)) continue;
      Diagnostics problems;
      problems.error(settings_.price_factors.front().name.span,
                     "a price factor changes who is alive, so it acts on more than prices",
                     "`price_factors` are for parameters that only costs use");
      throw InputError(std::move(problems));
    }
  }

  const CompiledModel& model_;
  const BudgetSettings& settings_;
  YearlyOutputs outputs_;
  const SimulationOptions& simulation_;
  std::size_t years_;
  std::vector<std::vector<std::size_t>> prices_; ///< inputs of each
};

const BudgetSettings& settings_of(const MovableModel& model) {
  return *model.scenario().analyses.budget;
}

/// Names that the budget's model must have as inputs: the bars', those with a price factor, and factors.
std::vector<std::string> names_of(const BudgetSettings& settings, const std::vector<std::string>& factors,
                                  const std::vector<OneWayBar>& bars) {
  std::vector<std::string> names = moved_names(bars);
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const YearlyFormulas& price : settings.price_factors)
    add(price.name.name);
  for (const std::string& factor : factors)
    add(factor);
  return names;
}

/// The base case of another scenario.
std::unique_ptr<CompiledModel> compiled(const std::shared_ptr<const Scenario>& scenario,
                                        const std::vector<SetEntry>& overrides) {
  Diagnostics problems;
  auto model = compile(scenario, {.overrides = overrides}, problems);
  if (!model) throw InputError(std::move(problems));
  return model;
}

} // namespace

BudgetImpact::BudgetImpact(const CompiledModel& base, const std::vector<SetEntry>& overrides,
                           std::vector<OneWayBar> bars, const SimulationOptions& simulation,
                           const SampleInputs* replay)
    : bars_(std::move(bars)) {
  PricedScenario priced = with_movable_prices(base.scenario);
  factors_ = std::move(priced.factors);
  const BudgetSettings& settings = *base.scenario->analyses.budget;
  const int starts = base.used_names.contains("calendar_year") ? settings.years : 1;
  for (int start = 0; start < starts; ++start) {
    const bool as_it_is = start == 0 && priced.scenario == base.scenario;
    const auto own = as_it_is ? nullptr : compiled(starting_later(*priced.scenario, start), overrides);
    const CompiledModel& model = own ? *own : base;
    models_.emplace_back(model, overrides, names_of(settings, factors_, bars_), simulation, nullptr,
                         settings.years);
    drawing_.emplace_back(model, overrides, names_of(settings, factors_, {}), simulation, replay,
                          settings.years);
  }
}

/// The budget at each setting; empty where the model can't be compiled.
std::vector<BudgetFlow> BudgetImpact::flows_at(const std::vector<Moves>& moves,
                                               const std::vector<std::string>& where) const {
  const std::vector<std::string> categories = counted_categories(models_.front().main());
  std::vector<BudgetFlow> flows(moves.size());
  std::vector<BudgetPeople> people(moves.size(), BudgetPeople(models_.size()));
  for (std::size_t start = models_.size(); start-- > 0;) {
    const MovableModel& movable = models_[start];
    movable.for_each_model(moves, [&](const CompiledModel& model, const std::vector<std::size_t>& rows) {
      const InputMover mover(model);
      const WorldRunner runner(model, categories, factors_, movable.simulation());
      std::vector<World> worlds;
      for (const std::size_t row : rows) {
        World world{model.base_values, {}, where[row]};
        mover.move_base(movable.by_input(model, moves[row]), world.inputs);
        world.factors = runner.factors(world.inputs, world.where);
        worlds.push_back(std::move(world));
      }
      const auto priced = [&](const World& world, std::size_t year) {
        std::vector<double> inputs = model.base_values;
        const std::size_t row = rows[static_cast<std::size_t>(&world - worlds.data())];
        mover.move_base(movable.by_input(model, moves[row]), inputs, world.factors[year]);
        return inputs;
      };
      auto all = runner.run(worlds, priced, start, false);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        people[rows[i]][start] = std::move(all[i]);
        if (start == 0)
          flows[rows[i]] = budget_flow(model, worlds[i].inputs, people[rows[i]], where[rows[i]]);
      }
    });
  }
  return flows;
}

void BudgetImpact::warn(Diagnostics& warnings) const {
  const MovableModel& movable = models_.front();
  const CompiledModel& model = movable.main();
  const BudgetSettings& settings = settings_of(movable);
  if (model.grid.horizon < settings.years && !movable.scenario().trees_alone())
    warnings.warning(settings.span,
                     fmt::format("the model follows people for {:.6g} years, the budget is for {}",
                                 model.grid.horizon, settings.years),
                     "costs after the horizon aren't counted");
  const Counting counting = movable.scenario().time.costs_correction.counting;
  if (!movable.scenario().trees_alone() && (counting == Counting::trapezoid || counting == Counting::simpson))
    warnings.warning(settings.span, "the weights of `cycle_correction` are in each year's amounts",
                     "rows count half, a third or four thirds: for what is spent in a year use `life-table`");
  const WorldRunner runner(model, counted_categories(model), factors_, movable.simulation());
  for (std::size_t p = 0; p < settings.price_factors.size(); ++p)
    if (!runner.moves_costs(p))
      warnings.warning(settings.price_factors[p].name.span,
                       fmt::format("the price factor of '{}' changes no cost that counts",
                                   settings.price_factors[p].name.name),
                       "it acts on a parameter's value, wherever costs use the parameter");
}

BudgetResult BudgetImpact::run(Diagnostics& warnings) const {
  const MovableModel& movable = models_.front();
  const BudgetSettings& settings = settings_of(movable);
  BudgetResult result;
  result.categories = counted_categories(movable.main());
  result.later_starts = settings.prevalent && !settings.prevalent_uptake.empty();
  if (!settings.set_up.empty() || settings.per_entrant) result.categories.emplace_back("programme");
  for (const Strategy& s : movable.scenario().strategies) {
    result.strategies.push_back(s.id);
    result.labels.push_back(s.name());
  }
  std::vector<Moves> moves(1);
  std::vector<std::string> where(1);
  for (const OneWayBar& bar : bars_)
    for (const double end : {bar.members[0].low, bar.members[0].high}) {
      moves.push_back({{movable.index_of(bar.members[0].name), end}});
      where.push_back(fmt::format("budget impact, '{}' = {:.6g}", bar.members[0].name, end));
    }
  std::vector<BudgetFlow> flows = flows_at(moves, where);
  for (std::size_t b = 0; b < bars_.size(); ++b) {
    for (const std::size_t end : {1 + 2 * b, 2 + 2 * b})
      if (flows[end].net.empty()) movable.report(moves[end], where[end]);
    const OneWayBar::Member& m = bars_[b].members[0];
    result.ranges.push_back({bars_[b].id, bars_[b].label, m.low, m.high, m.confidential,
                             net_of(flows[1 + 2 * b], flows.front()),
                             net_of(flows[2 + 2 * b], flows.front())});
  }
  std::stable_sort(result.ranges.begin(), result.ranges.end(),
                   [](const BudgetRange& a, const BudgetRange& b) {
                     return std::abs(a.net_high - a.net_low) > std::abs(b.net_high - b.net_low);
                   });
  result.base = std::move(flows.front());
  warn(warnings);
  return result;
}

/// Budgets of one chunk of samples; those that can't be are left out.
std::vector<BudgetFlow> BudgetImpact::sampled_flows(const PsaOptions& options, std::size_t first,
                                                    std::size_t count) const {
  std::vector<BudgetPeople> people(count, BudgetPeople(drawing_.size()));
  std::vector<BudgetFlow> flows;
  for (std::size_t start = drawing_.size(); start-- > 0;) {
    const MovableModel& movable = drawing_[start];
    const CompiledModel& model = movable.main();
    const WorldRunner runner(model, counted_categories(model), factors_, movable.simulation());
    const InputMover mover(model);
    const std::vector<bool> brought = brought_inputs(model, movable.replay());
    std::vector<std::vector<double>> lanes(model.inputs.size(), std::vector<double>(count));
    const std::vector<std::span<double>> rows(lanes.begin(), lanes.end());
    psa_source(model, options.seed, movable.replay(), {options.design, options.samples})(first, rows);
    std::vector<World> worlds(count);
    for (std::size_t i = 0; i < count; ++i) {
      for (const auto& lane : lanes)
        worlds[i].inputs.push_back(lane[i]);
      mover.move_sample({}, worlds[i].inputs, brought);
      worlds[i].where = fmt::format("budget impact, sample {}", first + i);
      worlds[i].factors = runner.factors(worlds[i].inputs, worlds[i].where);
    }
    const auto priced = [&](const World& world, std::size_t year) {
      std::vector<double> inputs = world.inputs;
      mover.move_sample({}, inputs, brought, world.factors[year]);
      return inputs;
    };
    auto all = runner.run(worlds, priced, start, options.drop_invalid);
    for (std::size_t i = 0; i < count; ++i) {
      people[i][start] = std::move(all[i]);
      const bool valid = std::none_of(people[i].begin(), people[i].end(),
                                      [](const auto& by_year) { return by_year.empty(); });
      if (start == 0 && valid)
        flows.push_back(budget_flow(model, worlds[i].inputs, people[i], worlds[i].where));
    }
  }
  return flows;
}

void BudgetImpact::add_samples(BudgetResult& result, const PsaOptions& options) const {
  constexpr std::size_t kChunk = 1'000;
  const auto years = static_cast<std::size_t>(settings_of(drawing_.front()).years);
  std::vector<std::vector<double>> net(years);
  std::vector<double> cumulative;
  for (std::size_t first = 0; first < options.samples; first += kChunk)
    for (const BudgetFlow& flow : sampled_flows(options, first, std::min(kChunk, options.samples - first))) {
      for (std::size_t y = 0; y < years; ++y)
        net[y].push_back(flow.net[y]);
      cumulative.push_back(flow.cumulative.back());
    }
  if (cumulative.empty()) throw ModelError({}, "the budget impact has no valid sample");
  result.samples = cumulative.size();
  result.seed = options.seed;
  result.net.clear();
  for (std::vector<double>& year : net)
    result.net.push_back(estimate(year));
  result.cumulative = estimate(cumulative);
}

} // namespace cea
