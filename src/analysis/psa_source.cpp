#include "analysis/psa.h"
#include "sampling/copula.h"
#include "sampling/joint_normal.h"
#include "sampling/sampler.h"

#include <algorithm>
#include <map>
#include <set>
#include <variant>

namespace cea {

namespace {

using JointSampler = std::variant<DirichletSampler, JointNormalSampler, RowSampler>;

void multiply(std::span<double> values, double factor) {
  if (factor != 1)
    for (double& x : values)
      x *= factor;
}

/// Everything that fills the rows of a block; shared by all threads.
struct Source {
  struct Drawn {
    std::size_t input;
    Sampler sampler;
    double factor;
  };
  struct Joint {
    std::vector<int> inputs;
    std::vector<double> factors;
    JointSampler sampler;
  };
  /// Draws of the inputs of a member: a strategy's own distribution of a parameter shares its draws.
  struct Correlated {
    std::size_t input, member;
    QuantileTable table;
    double factor;
  };
  struct Copula {
    CopulaSampler sampler;
    std::size_t members;
    std::vector<Correlated> inputs;
  };
  struct Column {
    std::size_t input;
    const std::vector<double>* values;
  };
  std::vector<Drawn> drawn;
  std::vector<Joint> joint;
  std::vector<Copula> copulas;
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
      multiply(rows[d.input], d.factor);
    }
    for (const Joint& j : joint)
      fill_joint(j, first, rows);
    for (const Copula& c : copulas)
      fill_copula(c, first, rows);
  }

private:
  static void fill_joint(const Joint& j, std::size_t first, std::span<const std::span<double>> rows) {
    std::vector<std::vector<double>> unused;
    std::vector<std::span<double>> outs;
    for (const int input : j.inputs)
      outs.push_back(input >= 0 ? rows[static_cast<std::size_t>(input)]
                                : std::span(unused.emplace_back(rows[0].size())));
    std::visit([&](const auto& sampler) { sampler.fill(first, outs); }, j.sampler);
    for (std::size_t i = 0; i < outs.size(); ++i)
      multiply(outs[i], j.factors[i]);
  }

  static void fill_copula(const Copula& c, std::size_t first, std::span<const std::span<double>> rows) {
    std::vector<std::vector<double>> uniforms(c.members, std::vector<double>(rows[0].size()));
    const std::vector<std::span<double>> outs(uniforms.begin(), uniforms.end());
    c.sampler.fill(first, outs);
    for (const Correlated& one : c.inputs) {
      const std::span<double> row = rows[one.input];
      std::copy(uniforms[one.member].begin(), uniforms[one.member].end(), row.begin());
      one.table.apply(row);
      multiply(row, one.factor);
    }
  }
};

JointSampler joint_sampler(const JointGroup& group, std::uint64_t seed, const SampleDesign& design) {
  switch (group.kind) {
  case JointGroup::Kind::dirichlet:
    return DirichletSampler(group.counts, seed, group.names, design);
  case JointGroup::Kind::empirical:
    return RowSampler(group.columns, seed, group.names, design);
  default:
    return JointNormalSampler(group.mean, group.factor, group.kind == JointGroup::Kind::lognormal, seed,
                              group.names, design);
  }
}

class SourceBuilder {
public:
  SourceBuilder(const CompiledModel& model, std::uint64_t seed, const SampleInputs* replay,
                const SampleDesign& design)
      : model_(model), seed_(seed), replay_(replay), design_(design) {}

  std::shared_ptr<const Source> build() {
    for (std::size_t i = 0; i < model_.inputs.size(); ++i)
      add(i, model_.inputs[i]);
    for (const JointGroup& group : model_.joint)
      add(group);
    for (const CopulaGroup& group : model_.copulas)
      add(group);
    return source_;
  }

private:
  void add(std::size_t i, const ModelInput& input) {
    // A distribution of a strategy's own is another quantity than the parameter that the file brings.
    if (const auto* column = input.distribution || input.joint >= 0 ? nullptr : column_of(input.name))
      source_->columns.push_back({i, column});
    else if (input.distribution && !is_correlated(input.name))
      source_->drawn.push_back({i, Sampler(*input.distribution, seed_, input.name, design_), input.factor});
    else if (!input.distribution && input.joint < 0)
      source_->fixed.emplace_back(i, input.base_value);
  }

  void add(const JointGroup& group) {
    if (std::none_of(group.inputs.begin(), group.inputs.end(), [](int i) { return i >= 0; })) return;
    std::vector<double> factors;
    for (const int input : group.inputs)
      factors.push_back(input < 0 ? 1 : model_.inputs[static_cast<std::size_t>(input)].factor);
    source_->joint.push_back({group.inputs, factors, joint_sampler(group, seed_, design_)});
  }

  void add(const CopulaGroup& group) {
    Source::Copula copula{CopulaSampler(group.factor, seed_, group.names, design_), group.names.size(), {}};
    for (std::size_t i = 0; i < model_.inputs.size(); ++i) {
      const ModelInput& input = model_.inputs[i];
      const auto member = std::find(group.names.begin(), group.names.end(), input.name);
      if (!input.distribution || member == group.names.end()) continue;
      copula.inputs.push_back({i, static_cast<std::size_t>(member - group.names.begin()),
                               QuantileTable(*input.distribution), input.factor});
    }
    if (!copula.inputs.empty()) source_->copulas.push_back(std::move(copula));
  }

  [[nodiscard]] const std::vector<double>* column_of(const std::string& name) const {
    if (replay_ == nullptr) return nullptr;
    const auto it = std::find(replay_->columns.begin(), replay_->columns.end(), name);
    return it == replay_->columns.end()
               ? nullptr
               : &replay_->values[static_cast<std::size_t>(it - replay_->columns.begin())];
  }

  [[nodiscard]] bool is_correlated(const std::string& name) const {
    return std::any_of(model_.copulas.begin(), model_.copulas.end(), [&](const CopulaGroup& g) {
      return std::find(g.names.begin(), g.names.end(), name) != g.names.end();
    });
  }

  const CompiledModel& model_;
  std::uint64_t seed_;
  const SampleInputs* replay_;
  const SampleDesign& design_;
  std::shared_ptr<Source> source_ = std::make_shared<Source>();
};

} // namespace

SampleSource psa_source(const CompiledModel& model, std::uint64_t seed, const SampleInputs* replay,
                        const SampleDesign& design) {
  const auto source = SourceBuilder(model, seed, replay, design).build();
  return [source](std::size_t first, std::span<const std::span<double>> rows) { source->fill(first, rows); };
}

} // namespace cea
