#include "analysis/psa.h"

#include "analysis/base_case.h"
#include "sampling/joint_normal.h"
#include "sampling/sampler.h"

#include <algorithm>
#include <variant>

namespace cea {

namespace {

/// Everything that fills the rows of a block; shared by all threads.
struct Source {
  struct Drawn {
    std::size_t input;
    Sampler sampler;
    double factor;
  };
  struct Joint {
    std::vector<int> inputs;
    std::variant<DirichletSampler, JointNormalSampler> sampler;
  };
  struct Column {
    std::size_t input;
    const std::vector<double>* values;
  };
  std::vector<Drawn> drawn;
  std::vector<Joint> joint;
  std::vector<Column> columns;
  std::vector<std::pair<std::size_t, double>> fixed;

  void fill(std::size_t first, std::span<const std::span<double>> rows) const {
    for (const auto& [input, value] : fixed)
      std::fill(rows[input].begin(), rows[input].end(), value);
    for (const Column& c : columns)
      std::copy_n(c.values->begin() + static_cast<std::ptrdiff_t>(first), rows[c.input].size(),
                  rows[c.input].begin());
    for (const Drawn& d : drawn) {
      d.sampler.fill(first, rows[d.input]);
      if (d.factor != 1)
        for (double& x : rows[d.input])
          x *= d.factor;
    }
    for (const Joint& j : joint)
      fill_joint(j, first, rows);
  }

private:
  static void fill_joint(const Joint& j, std::size_t first, std::span<const std::span<double>> rows) {
    std::vector<std::vector<double>> unused;
    std::vector<std::span<double>> outs;
    for (const int input : j.inputs)
      outs.push_back(input >= 0 ? rows[static_cast<std::size_t>(input)]
                                : std::span(unused.emplace_back(rows[0].size())));
    std::visit([&](const auto& sampler) { sampler.fill(first, outs); }, j.sampler);
  }
};

std::variant<DirichletSampler, JointNormalSampler> joint_sampler(const JointGroup& group,
                                                                 std::uint64_t seed) {
  if (group.kind == JointGroup::Kind::dirichlet) return DirichletSampler(group.counts, seed, group.names);
  return JointNormalSampler(group.mean, group.factor, group.kind == JointGroup::Kind::lognormal, seed,
                            group.names);
}

} // namespace

SampleSource psa_source(const CompiledModel& model, std::uint64_t seed, const SampleInputs* replay) {
  const auto source = std::make_shared<Source>();
  for (std::size_t i = 0; i < model.inputs.size(); ++i) {
    const ModelInput& input = model.inputs[i];
    // A distribution of a strategy's own is another quantity than the parameter that the file brings.
    const bool replaced = replay != nullptr && !input.distribution && input.joint < 0;
    const auto column =
        !replaced
            ? std::size_t{0}
            : static_cast<std::size_t>(std::find(replay->columns.begin(), replay->columns.end(), input.name) -
                                       replay->columns.begin());
    if (replaced && column < replay->columns.size())
      source->columns.push_back({i, &replay->values[column]});
    else if (input.distribution)
      source->drawn.push_back({i, Sampler(*input.distribution, seed, input.name), input.factor});
    else if (input.joint < 0)
      source->fixed.emplace_back(i, input.base_value);
  }
  for (const JointGroup& group : model.joint)
    if (std::any_of(group.inputs.begin(), group.inputs.end(), [](int i) { return i >= 0; }))
      source->joint.push_back({group.inputs, joint_sampler(group, seed)});
  return [source](std::size_t first, std::span<const std::span<double>> rows) { source->fill(first, rows); };
}

namespace {

/// Leaves out the samples that weren't valid.
void drop(std::vector<double>& values, const std::vector<std::uint8_t>& valid) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (valid[i]) values[kept++] = values[i];
  values.resize(kept);
}

std::vector<double> inputs_of(const CompiledModel& model, const SampleSource& source, std::size_t sample) {
  std::vector<double> values(model.inputs.size());
  std::vector<std::span<double>> rows;
  for (double& v : values)
    rows.emplace_back(&v, 1);
  source(sample, rows);
  return values;
}

void keep_values(PsaSamples& result, const CompiledModel& model, const SampleSource& source,
                 std::size_t samples) {
  std::vector<std::span<double>> rows;
  for (const ModelInput& input : model.inputs) {
    result.parameters.push_back(input.name);
    result.values.emplace_back(samples);
  }
  for (auto& v : result.values)
    rows.emplace_back(v);
  source(0, rows);
}

} // namespace

PsaSamples probabilistic(const CompiledModel& model, const PsaOptions& options, const SampleInputs* replay,
                         const Progress& progress) {
  const SampleSource source = psa_source(model, options.seed, replay);
  SimulationResult run = simulate(model, source, options.samples, options.simulation, progress);
  PsaSamples result;
  const auto invalid =
      static_cast<std::size_t>(std::count(run.valid.begin(), run.valid.end(), std::uint8_t{0}));
  if (invalid > 0 && !options.drop_invalid) {
    const auto first = static_cast<std::size_t>(
        std::find(run.valid.begin(), run.valid.end(), std::uint8_t{0}) - run.valid.begin());
    throw_fault(model, inputs_of(model, source, first), first);
  }
  result.dropped = invalid;
  const Scenario& s = *model.scenario;
  result.comparators = comparators_of(s);
  for (const Strategy& strategy : s.strategies) {
    result.strategies.push_back(strategy.id);
    result.costs.emplace_back(options.samples, 0.0);
    result.effects.emplace_back(options.samples, 0.0);
  }
  for (std::size_t o = 0; o < model.outputs.size(); ++o) {
    const OutputChannel& c = model.outputs[o];
    (c.outcome == Outcome::cost ? result.costs : result.effects)[static_cast<std::size_t>(c.strategy)] =
        std::move(run.outputs[o]);
  }
  result.fewer_is_better = s.fewer_is_better();
  if (options.keep_values) keep_values(result, model, source, options.samples);
  if (invalid > 0)
    for (auto* table : {&result.costs, &result.effects, &result.values})
      for (auto& column : *table)
        drop(column, run.valid);
  return result;
}

} // namespace cea
