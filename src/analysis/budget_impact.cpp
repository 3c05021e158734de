#include "analysis/budget_impact.h"

#include "analysis/budget_flow.h"
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

/// Runs worlds through one model: each for every calendar year, at that year's prices.
class WorldRunner {
public:
  WorldRunner(const CompiledModel& model, const std::vector<std::string>& categories,
              const SimulationOptions& simulation)
      : model_(model), settings_(*model.scenario->analyses.budget), outputs_(model, categories),
        simulation_(simulation), years_(static_cast<std::size_t>(settings_.years)) {
    for (const YearlyFormulas& price : settings_.price_factors)
      prices_.push_back(inputs_of(model, price.name.name));
  }

  /// Price factors by calendar year, from the world's own inputs.
  [[nodiscard]] std::vector<Moves> factors(std::span<const double> inputs) const {
    formula::Evaluator value(model_.graph, {.inputs = inputs});
    std::vector<Moves> all(years_);
    for (std::size_t p = 0; p < prices_.size(); ++p)
      for (const std::size_t input : prices_[p])
        for (std::size_t y = 0; y < years_; ++y)
          all[y].emplace_back(input, value(model_.budget->price_factors[p][y]));
    return all;
  }

  /// `priced`: the inputs of a world at the prices of a year.
  using Priced = std::function<std::vector<double>(const World&, std::size_t year)>;

  /// A budget a world; one that isn't valid is left empty, or reported.
  [[nodiscard]] std::vector<BudgetFlow> run(const std::vector<World>& worlds, const Priced& priced,
                                            bool drop_invalid) const {
    std::vector<std::vector<double>> rows;
    for (const World& world : worlds)
      for (std::size_t y = 0; y < years_; ++y)
        rows.push_back(priced(world, y));
    const SampleSource source = [&](std::size_t first, std::span<const std::span<double>> lanes) {
      for (std::size_t i = 0; i < lanes.size(); ++i)
        for (std::size_t k = 0; k < lanes[i].size(); ++k)
          lanes[i][k] = rows[first + k][i];
    };
    const SimulationResult run = simulate(model_, source, rows.size(), simulation_);
    std::vector<BudgetFlow> flows;
    for (std::size_t w = 0; w < worlds.size(); ++w) {
      std::vector<YearlyOutputs::Person> people;
      for (std::size_t row = w * years_; row < (w + 1) * years_; ++row) {
        if (!run.valid[row] && drop_invalid) break;
        if (!run.valid[row]) fault(rows[row], worlds[w].where);
        people.push_back(outputs_.person([&](std::size_t channel) { return run.outputs[channel][row]; }));
      }
      if (people.size() < years_) {
        flows.emplace_back();
        continue;
      }
      check_alive(people);
      flows.push_back(budget_flow(model_, worlds[w].inputs, people, worlds[w].where));
    }
    return flows;
  }

private:
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
  void check_alive(const std::vector<YearlyOutputs::Person>& people) const {
    for (const YearlyOutputs::Person& p : people) {
      if (p.alive == people.front().alive) continue;
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

/// Names that the budget's model must have as inputs: the bars' and those with a price factor.
std::vector<std::string> names_of(const CompiledModel& base, const std::vector<OneWayBar>& bars) {
  std::vector<std::string> names = moved_names(bars);
  for (const YearlyFormulas& price : base.scenario->analyses.budget->price_factors)
    if (std::find(names.begin(), names.end(), price.name.name) == names.end())
      names.push_back(price.name.name);
  return names;
}

} // namespace

BudgetImpact::BudgetImpact(const CompiledModel& base, const std::vector<SetEntry>& overrides,
                           std::vector<OneWayBar> bars, const SimulationOptions& simulation,
                           const SampleInputs* replay)
    : bars_(std::move(bars)), model_(base, overrides, names_of(base, bars_), simulation, nullptr,
                                     base.scenario->analyses.budget->years),
      drawing_(base, overrides, names_of(base, {}), simulation, replay,
               base.scenario->analyses.budget->years) {}

BudgetResult BudgetImpact::run(Diagnostics& warnings) const {
  const BudgetSettings& settings = settings_of(model_);
  BudgetResult result;
  const std::vector<std::string> categories = counted_categories(model_.main());
  result.categories = categories;
  if (!settings.set_up.empty() || settings.per_entrant) result.categories.emplace_back("programme");
  for (const Strategy& s : model_.scenario().strategies) {
    result.strategies.push_back(s.id);
    result.labels.push_back(s.label.empty() ? s.id : s.label);
  }
  std::vector<Moves> moves(1);
  std::vector<std::string> where(1);
  for (const OneWayBar& bar : bars_)
    for (const double end : {bar.members[0].low, bar.members[0].high}) {
      moves.push_back({{model_.index_of(bar.members[0].name), end}});
      where.push_back(fmt::format("budget impact, '{}' = {:.6g}", bar.members[0].name, end));
    }
  std::vector<BudgetFlow> flows(moves.size());
  model_.for_each_model(moves, [&](const CompiledModel& model, const std::vector<std::size_t>& rows) {
    const InputMover mover(model);
    const WorldRunner runner(model, categories, model_.simulation());
    std::vector<World> worlds;
    for (const std::size_t row : rows) {
      World world{model.base_values, {}, where[row]};
      mover.move_base(model_.by_input(model, moves[row]), world.inputs);
      world.factors = runner.factors(world.inputs);
      worlds.push_back(std::move(world));
    }
    std::size_t at = 0;
    const auto priced = [&](const World& world, std::size_t year) {
      std::vector<double> inputs = model.base_values;
      const std::size_t row = rows[static_cast<std::size_t>(&world - worlds.data())];
      mover.move_base(model_.by_input(model, moves[row]), inputs, world.factors[year]);
      return inputs;
    };
    for (BudgetFlow& flow : runner.run(worlds, priced, false))
      flows[rows[at++]] = std::move(flow);
  });
  for (std::size_t b = 0; b < bars_.size(); ++b) {
    if (flows[1 + 2 * b].net.empty()) model_.report(moves[1 + 2 * b], where[1 + 2 * b]);
    if (flows[2 + 2 * b].net.empty()) model_.report(moves[2 + 2 * b], where[2 + 2 * b]);
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
  if (model_.main().grid.horizon < settings.years)
    warnings.warning(settings.span,
                     fmt::format("the model follows people for {:.6g} years, the budget is for {}",
                                 model_.main().grid.horizon, settings.years),
                     "costs after the horizon aren't counted");
  return result;
}

void BudgetImpact::add_samples(BudgetResult& result, const PsaOptions& options) const {
  constexpr std::size_t kChunk = 1'000;
  const CompiledModel& model = drawing_.main();
  const std::vector<std::string> categories = counted_categories(model);
  const WorldRunner runner(model, categories, drawing_.simulation());
  const InputMover mover(model);
  const std::vector<bool> brought = brought_inputs(model, drawing_.replay());
  const SampleSource draw =
      psa_source(model, options.seed, drawing_.replay(), {options.design, options.samples});
  const auto years = static_cast<std::size_t>(settings_of(drawing_).years);
  std::vector<std::vector<double>> net(years);
  std::vector<double> cumulative;
  for (std::size_t first = 0; first < options.samples; first += kChunk) {
    const std::size_t count = std::min(kChunk, options.samples - first);
    std::vector<std::vector<double>> lanes(model.inputs.size(), std::vector<double>(count));
    const std::vector<std::span<double>> rows(lanes.begin(), lanes.end());
    draw(first, rows);
    std::vector<World> worlds(count);
    for (std::size_t i = 0; i < count; ++i) {
      for (const auto& lane : lanes)
        worlds[i].inputs.push_back(lane[i]);
      mover.move_sample({}, worlds[i].inputs, brought);
      worlds[i].factors = runner.factors(worlds[i].inputs);
      worlds[i].where = fmt::format("budget impact, sample {}", first + i);
    }
    const auto priced = [&](const World& world, std::size_t year) {
      std::vector<double> inputs = world.inputs;
      mover.move_sample({}, inputs, brought, world.factors[year]);
      return inputs;
    };
    for (const BudgetFlow& flow : runner.run(worlds, priced, options.drop_invalid)) {
      if (flow.net.empty()) continue;
      for (std::size_t y = 0; y < years; ++y)
        net[y].push_back(flow.net[y]);
      cumulative.push_back(flow.cumulative.back());
    }
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
