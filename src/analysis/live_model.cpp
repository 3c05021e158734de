#include "analysis/live_model.h"

#include "analysis/live_book.h"
#include "analysis/live_scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace cea {

namespace {

/// The model with every plain number an input, and numbers that formulas have inline too where that compiles.
std::unique_ptr<CompiledModel> compiled(const Scenario& scenario, const std::vector<SetEntry>& overrides) {
  for (const bool lifted : {true, false}) {
    const auto changed =
        std::make_shared<const Scenario>(lifted ? with_literals_as_parameters(scenario) : scenario);
    CompileOptions options;
    options.detail = Detail::full;
    options.keep_trace = true;
    options.overrides = overrides;
    options.varied = fixed_numbers(*changed, overrides);
    options.keep_rewards = true;
    Diagnostics ignored; // the base case has been compiled: what is wrong with the file has been said
    if (auto model = compile(changed, options, ignored)) return model;
  }
  return nullptr;
}

LiveModelResult written(const CompiledModel& model, const BaseCase& base_case) {
  const std::vector<std::string> names = live_input_names(model);
  LiveCells cells(model, names);
  LiveBook book(model, cells);
  for (const ModelInput& input : model.inputs)
    if (input.base && !model.graph.is_constant(*input.base)) cells.need(*input.base, 0, 0);
  book.plan();
  cells.arrange();
  if (cells.count() > kMostLiveFormulas)
    throw LiveObstacle{
        fmt::format("{} formulas, more than the {} that a workbook gets", cells.count(), kMostLiveFormulas)};
  LiveModelResult result;
  const int inputs = write_live_inputs(model, names, cells, result);
  std::vector<LiveSheet> behind;
  book.write(behind);
  cells.write(result.sheets);
  cells.write_names(result.names);
  result.sheets.insert(result.sheets.begin(), live_summary({model, base_case, book, cells, inputs}));
  std::move(behind.begin(), behind.end(), std::back_inserter(result.sheets));
  return result;
}

LiveModelResult refused(std::string obstacle) {
  LiveModelResult result;
  result.obstacles.push_back(std::move(obstacle));
  result.sheets.push_back(live_refusal(result.obstacles));
  return result;
}

} // namespace

LiveModelResult live_model(const Scenario& scenario, const std::vector<SetEntry>& overrides,
                           const BaseCase& base_case) {
  if (std::any_of(scenario.parameters.begin(), scenario.parameters.end(),
                  [](const Parameter& p) { return p.confidential; }))
    return refused("confidential parameters, whose values formulas would show");
  try {
    const auto model = compiled(scenario, overrides);
    if (!model) return refused("the model doesn't compile with its numbers as inputs");
    return written(*model, base_case);
  } catch (const LiveObstacle& obstacle) {
    return refused(obstacle.what);
  }
}

} // namespace cea
