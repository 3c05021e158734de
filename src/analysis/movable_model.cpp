#include "analysis/movable_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace cea {

namespace {

void keep_outcomes(const CompiledModel& model, const SimulationResult& run,
                   const std::vector<std::size_t>& rows, MovedOutcomes& result) {
  for (std::size_t o = 0; o < model.outputs.size(); ++o) {
    const OutputChannel& channel = model.outputs[o];
    auto& target =
        (channel.outcome == Outcome::cost ? result.costs
                                          : result.effects)[static_cast<std::size_t>(channel.strategy)];
    for (std::size_t i = 0; i < rows.size(); ++i)
      target[rows[i]] = run.outputs[o][i];
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.valid[rows[i]] = run.valid[i];
}

} // namespace

const ParameterSummary* movable_parameter(const std::vector<ParameterSummary>& parameters,
                                          const NamedPlace& wanted, Diagnostics& problems) {
  const auto it = std::find_if(parameters.begin(), parameters.end(),
                               [&](const ParameterSummary& p) { return p.name == wanted.name; });
  if (it != parameters.end()) return &*it;
  problems.error(wanted.span,
                 fmt::format("'{}' changes from cycle to cycle and can't be varied", wanted.name),
                 "vary the parameters it's computed from");
  return nullptr;
}

MovableModel::MovableModel(const CompiledModel& base, std::vector<SetEntry> overrides,
                           std::vector<std::string> names, const SimulationOptions& simulation,
                           const SampleInputs* replay, int years)
    : scenario_(base.scenario), overrides_(std::move(overrides)), names_(std::move(names)),
      simulation_(simulation), replay_(replay), years_(years) {
  for (const std::string& name : names_)
    if (!input_of(base, name)) varied_.insert(name);
  main_ = compiled({});
  for (const std::string& name : names_)
    sizing_.push_back(!input_of(*main_, name));
}

std::size_t MovableModel::index_of(const std::string& name) const {
  return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
}

std::vector<std::string> MovableModel::moved_with(std::size_t parameter) const {
  std::vector<std::string> others;
  const auto add = [&](const std::vector<std::string>& names) {
    for (const std::string& name : names)
      if (name != names_[parameter]) others.push_back(name);
  };
  const auto input = input_of(*main_, names_[parameter]);
  if (!input) return others;
  if (main_->inputs[*input].joint >= 0)
    add(main_->joint[static_cast<std::size_t>(main_->inputs[*input].joint)].names);
  for (const CopulaGroup& group : main_->copulas)
    if (std::find(group.names.begin(), group.names.end(), names_[parameter]) != group.names.end())
      add(group.names);
  return others;
}

std::unique_ptr<CompiledModel> MovableModel::compiled(const Moves& sizing) const {
  CompileOptions options{.detail = Detail::totals,
                         .overrides = overrides_,
                         .varied = varied_,
                         .years = years_,
                         .by_subgroup = years_ > 0};
  if (replay_ != nullptr) options.replayed = {replay_->columns.begin(), replay_->columns.end()};
  for (const auto& [name, value] : sizing) {
    const Parameter* const p = scenario_->parameter(names_[name]);
    SetEntry entry;
    entry.name = p->name;
    entry.span = p->span;
    entry.value = {fmt::format("{}", value), p->span};
    options.overrides.push_back(std::move(entry));
    options.varied.erase(p->name);
  }
  Diagnostics problems;
  auto model = compile(scenario_, options, problems);
  if (!model) throw InputError(std::move(problems));
  return model;
}

Moves MovableModel::sizing_part(const Moves& setting) const {
  Moves part;
  for (const auto& move : setting)
    if (sizing_[move.first]) part.push_back(move);
  return part;
}

MovedOutcomes MovableModel::run(std::span<const Moves> settings) const {
  MovedOutcomes result;
  const std::size_t strategies = scenario_->strategies.size();
  result.costs.assign(strategies, std::vector<double>(settings.size(), 0.0));
  result.effects = result.costs;
  result.valid.assign(settings.size(), 0);
  for_each_model(settings, [&](const CompiledModel& model, const std::vector<std::size_t>& rows) {
    run_rows(model, settings, rows, result);
  });
  return result;
}

void MovableModel::for_each_model(std::span<const Moves> settings, const Use& use) const {
  std::map<Moves, std::vector<std::size_t>> by_size;
  for (std::size_t i = 0; i < settings.size(); ++i)
    by_size[sizing_part(settings[i])].push_back(i);
  for (const auto& [sizing, rows] : by_size) {
    if (sizing.empty()) {
      use(*main_, rows);
      continue;
    }
    std::unique_ptr<CompiledModel> model;
    try {
      model = compiled(sizing);
    } catch (const InputError&) {
      continue; // `report` says why
    }
    use(*model, rows);
  }
}

Moves MovableModel::by_input(const CompiledModel& model, const Moves& setting) const {
  Moves moves;
  for (const auto& [name, value] : setting)
    for (const std::size_t input : inputs_of(model, names_[name]))
      moves.emplace_back(input, value);
  return moves;
}

void MovableModel::run_rows(const CompiledModel& model, std::span<const Moves> settings,
                            const std::vector<std::size_t>& rows, MovedOutcomes& result) const {
  const InputMover mover(model);
  std::vector<std::vector<double>> inputs;
  inputs.reserve(rows.size());
  for (const std::size_t row : rows) {
    std::vector<double>& values = inputs.emplace_back(model.base_values);
    mover.move_base(by_input(model, settings[row]), values);
  }
  const SampleSource source = [&](std::size_t first, std::span<const std::span<double>> lanes) {
    for (std::size_t i = 0; i < lanes.size(); ++i)
      for (std::size_t k = 0; k < lanes[i].size(); ++k)
        lanes[i][k] = inputs[first + k][i];
  };
  keep_outcomes(model, simulate(model, source, rows.size(), simulation_), rows, result);
}

PsaSamples MovableModel::samples(const Moves& setting, const PsaOptions& options,
                                 const Progress& progress) const {
  const Moves sizing = sizing_part(setting);
  const std::unique_ptr<CompiledModel> sized = sizing.empty() ? nullptr : compiled(sizing);
  const CompiledModel& model = sized ? *sized : *main_;
  const InputMover mover(model);
  const Moves moves = by_input(model, setting);
  const std::vector<bool> brought = brought_inputs(model, replay_);
  const SampleSource drawn = psa_source(model, options.seed, replay_, {options.design, options.samples});
  const SampleSource source = [&](std::size_t first, std::span<const std::span<double>> lanes) {
    drawn(first, lanes);
    std::vector<double> values(lanes.size());
    for (std::size_t k = 0; !lanes.empty() && k < lanes[0].size(); ++k) {
      for (std::size_t i = 0; i < lanes.size(); ++i)
        values[i] = lanes[i][k];
      mover.move_sample(moves, values, brought);
      for (std::size_t i = 0; i < lanes.size(); ++i)
        lanes[i][k] = values[i];
    }
  };
  return run_samples(model, source, options, progress);
}

void MovableModel::report(const Moves& setting, const std::string& where) const {
  Diagnostics problems;
  try {
    const Moves sizing = sizing_part(setting);
    const std::unique_ptr<CompiledModel> sized = sizing.empty() ? nullptr : compiled(sizing);
    const CompiledModel& model = sized ? *sized : *main_;
    std::vector<double> values = model.base_values;
    InputMover(model).move_base(by_input(model, setting), values);
    throw_fault(model, values, std::nullopt);
  } catch (const InputError& e) {
    for (const Diagnostic& d : e.diagnostics().all())
      if (d.severity == Severity::error)
        problems.error(d.span, fmt::format("{} ({})", d.message, where), d.hint);
  } catch (const ModelError& e) {
    problems.error(e.diagnostic().span, fmt::format("{} ({})", e.diagnostic().message, where));
  }
  throw InputError(std::move(problems));
}

} // namespace cea
