#include "reference/scenario_runs.h"

#include "analysis/psa_summary.h"
#include "analysis/wtp_grid.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace cea::reference {
namespace {

ScenarioFile checked(std::optional<ScenarioFile> file, const Diagnostics& diagnostics) {
  INFO(render(diagnostics));
  REQUIRE_FALSE(diagnostics.has_errors());
  REQUIRE(file.has_value());
  return *std::move(file);
}

const ScenarioVariant& variant_of(const ScenarioFile& file, const std::string& id) {
  const auto it = std::find_if(file.variants.begin(), file.variants.end(),
                               [&](const ScenarioVariant& v) { return v.id == id; });
  if (it == file.variants.end()) throw std::runtime_error("no scenario " + id);
  return *it;
}

std::size_t place(const std::vector<std::string>& names, const std::string& name) {
  const auto it = std::find(names.begin(), names.end(), name);
  if (it == names.end()) throw std::runtime_error("nothing named " + name);
  return static_cast<std::size_t>(it - names.begin());
}

void check_column(const std::vector<double>& got, const std::vector<double>& want, Tolerance t) {
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < want.size(); ++i) {
    CAPTURE(i);
    CAPTURE(got[i]);
    CAPTURE(want[i]);
    CHECK(agrees(got[i], want[i], t));
  }
}

void check_estimates(const std::vector<Estimate>& got, double Estimate::*which,
                     const std::vector<std::string>& ids, const nlohmann::ordered_json& want, Tolerance t) {
  REQUIRE(want.size() == got.size());
  for (std::size_t s = 0; s < ids.size(); ++s)
    CHECK(agrees(got[s].*which, want[ids[s]], t));
}

/// The strategies that a column of names holds, one a line after the heading.
std::vector<std::string> names_in(const std::string& path, const std::string& heading) {
  std::istringstream in(text_of(path));
  std::string line;
  std::getline(in, line);
  std::size_t column = 0;
  for (std::istringstream cells(line); std::getline(cells, line, ',') && line != heading;)
    ++column;
  std::vector<std::string> names;
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    for (std::size_t c = 0; c <= column; ++c)
      std::getline(cells, line, ',');
    names.push_back(line);
  }
  return names;
}

void check_curves(const PsaResult& psa, const SampleInputs& want, Tolerance t) {
  for (std::size_t s = 0; s < psa.strategies.size(); ++s) {
    CAPTURE(psa.strategies[s]);
    check_column(psa.ceac[s], want.values[place(want.columns, "p_" + psa.strategies[s])], t);
    check_column(psa.expected_loss[s], want.values[place(want.columns, "el_" + psa.strategies[s])], t);
  }
  check_column(psa.evpi, want.values[place(want.columns, "evpi")], t);
  const std::vector<std::string> best = names_in(want.file, "ceaf");
  REQUIRE(best.size() == psa.frontier.size());
  for (std::size_t w = 0; w < best.size(); ++w)
    CHECK(psa.strategies[psa.frontier[w]] == best[w]);
}

} // namespace

std::string own_scenario(const std::string& name) {
  return std::string(CEA_SOURCE_DIR).append("/tests/reference/scenarios/").append(name);
}

std::string shipped_scenario(const std::string& name) {
  return std::string(CEA_SOURCE_DIR).append("/scenarios/").append(name);
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

ScenarioFile load(const std::string& path) {
  Diagnostics diagnostics;
  auto file = read_scenario_file(path, {}, diagnostics);
  return checked(std::move(file), diagnostics);
}

ScenarioFile load_text(const std::string& text, const std::string& name) {
  Diagnostics diagnostics;
  auto file = read_scenario_text(text, name, {}, diagnostics);
  return checked(std::move(file), diagnostics);
}

std::unique_ptr<CompiledModel> compile_variant(const ScenarioFile& file, const std::string& variant,
                                               Detail detail, const std::vector<std::string>& set,
                                               const std::vector<std::string>& replayed) {
  Diagnostics diagnostics;
  CompileOptions options{.detail = detail,
                         .keep_trace = detail == Detail::full,
                         .overrides = {},
                         .varied = {},
                         .replayed = {replayed.begin(), replayed.end()}};
  for (const std::string& argument : set)
    if (auto entry = read_override(argument, diagnostics)) options.overrides.push_back(*std::move(entry));
  std::shared_ptr<const Scenario> scenario = file.base;
  if (!variant.empty()) {
    const ScenarioVariant& v = variant_of(file, variant);
    scenario = v.scenario;
    options.overrides.insert(options.overrides.end(), v.set.begin(), v.set.end());
  }
  auto model = compile(scenario, options, diagnostics);
  INFO(render(diagnostics));
  REQUIRE_FALSE(diagnostics.has_errors());
  REQUIRE(model != nullptr);
  return model;
}

Run run(const ScenarioFile& file, const std::string& variant, const std::vector<std::string>& set) {
  const auto model = compile_variant(file, variant, Detail::full, set);
  return {base_case(*model, model->scenario->willingness_to_pay), cohort_trace(*model, model->base_values)};
}

const StrategyTotals& totals(const BaseCase& base, const std::string& id) {
  return base.strategies[place(ids_of(base), id)];
}

double effect_of(const BaseCase& base, const std::string& id) {
  for (const auto& [name, value] : totals(base, id).effects)
    if (name == base.effect) return value;
  throw std::runtime_error("no outcome " + base.effect);
}

void check_totals(const BaseCase& base, const std::vector<WantTotals>& want, Tolerance t) {
  CHECK(base.strategies.size() == want.size());
  for (const WantTotals& w : want) {
    CAPTURE(w.strategy);
    CAPTURE(totals(base, w.strategy).cost);
    CAPTURE(effect_of(base, w.strategy));
    CHECK(agrees(totals(base, w.strategy).cost, w.cost, t));
    CHECK(agrees(effect_of(base, w.strategy), w.effect, t));
  }
}

void check_lines(const std::vector<IncrementalRow>& rows, const std::vector<std::string>& ids,
                 const std::vector<WantLine>& want, Tolerance t) {
  REQUIRE(rows.size() == want.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(want[i].strategy);
    CHECK(ids[rows[i].strategy] == want[i].strategy);
    CHECK(rows[i].status == want[i].status);
    REQUIRE(rows[i].icer.has_value() == (want[i].status == DominanceStatus::non_dominated));
    if (!rows[i].icer) continue;
    CHECK(agrees(*rows[i].delta_cost, want[i].delta_cost, t));
    CHECK(agrees(*rows[i].delta_effect, want[i].delta_effect, t));
    CHECK(agrees(*rows[i].icer, want[i].icer, t));
  }
}

std::vector<std::string> ids_of(const BaseCase& base) {
  std::vector<std::string> ids;
  for (const StrategyTotals& s : base.strategies)
    ids.push_back(s.id);
  return ids;
}

void check_row(const Trace& trace, const std::string& strategy, std::size_t row,
               const std::vector<double>& want, Tolerance t) {
  CAPTURE(strategy);
  CAPTURE(row);
  check_column(trace.rows[place(trace.strategies, strategy)].at(row), want, t);
}

void check_trace_file(const Trace& trace, const std::string& strategy, const std::string& path, Tolerance t) {
  const SampleInputs table = read_samples(path);
  CHECK(table.values[0].size() == trace.rows[place(trace.strategies, strategy)].size());
  for (std::size_t row = 0; row < table.values[0].size(); ++row) {
    std::vector<double> want;
    for (std::size_t s = 0; s < trace.states.size(); ++s)
      want.push_back(table.values.at(s + 1)[row]);
    check_row(trace, strategy, row, want, t);
  }
}

PsaSamples replay(const ScenarioFile& file, const SampleInputs& inputs) {
  const auto model = compile_variant(file, {}, Detail::totals, {}, inputs.columns);
  PsaOptions options;
  options.samples = inputs.values.at(0).size();
  return probabilistic(*model, options, &inputs);
}

PsaSamples replay(const ScenarioFile& file, const std::string& inputs) {
  Diagnostics diagnostics;
  const std::optional<SampleInputs> table = cea::read_samples(inputs, diagnostics);
  INFO(render(diagnostics));
  REQUIRE(table.has_value());
  return replay(file, *table);
}

void check_samples(const PsaSamples& samples, const std::string& path, const std::string& cost_prefix,
                   const std::string& effect_prefix, Tolerance t) {
  const SampleInputs want = read_samples(path);
  for (std::size_t s = 0; s < samples.strategies.size(); ++s) {
    CAPTURE(samples.strategies[s]);
    check_column(samples.costs[s], want.values[place(want.columns, cost_prefix + samples.strategies[s])], t);
    check_column(samples.effects[s], want.values[place(want.columns, effect_prefix + samples.strategies[s])],
                 t);
  }
}

void check_psa(const PsaSamples& samples, const nlohmann::ordered_json& want, const std::string& curves,
               Tolerance t) {
  const SampleInputs curve = read_samples(curves);
  const PsaResult psa = summarise(samples, "qaly", samples.strategies, curve.values[0], curve.values[0], 2);
  check_estimates(psa.cost, &Estimate::mean, psa.strategies, want["mean_cost"], t);
  check_estimates(psa.effect_estimate, &Estimate::mean, psa.strategies, want["mean_qaly"], t);
  if (want.contains("sd_cost")) check_estimates(psa.cost, &Estimate::sd, psa.strategies, want["sd_cost"], t);
  if (want.contains("sd_qaly"))
    check_estimates(psa.effect_estimate, &Estimate::sd, psa.strategies, want["sd_qaly"], t);
  check_incremental(psa.incremental, psa.strategies, want["incremental"], t);
  check_curve(psa, want["selected"], t);
  check_curves(psa, curve, t);
}

} // namespace cea::reference
