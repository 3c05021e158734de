#pragma once

#include "formula/resolver.h"
#include "sampling/distribution.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace cea {

/// A value that each sample brings: a parameter with a distribution, a member of a joint distribution, or
/// one that an analysis varies.
struct ModelInput {
  std::string name{};
  std::optional<formula::NodeId> base{}; ///< node of the base value
  double base_value = 0;
  std::optional<Distribution> distribution{}; ///< none for joint members and varied values
  double factor = 1;                          ///< price index, applied to what is drawn
  int joint = -1, member = -1;                ///< place in `JointGroup`
  bool by_strategy = false;                   ///< of a strategy's own `set`
  std::string text{};                         ///< the distribution as written
  Span span{};
};

/// Inputs that are drawn together, in the order of the members.
struct JointGroup {
  enum class Kind { dirichlet, normal, lognormal, empirical };
  Kind kind = Kind::dirichlet;
  std::vector<std::string> names;
  std::vector<double> counts; ///< of a Dirichlet
  /// Of a normal, and of a lognormal's logarithm: means, covariance and its lower Cholesky factor by rows.
  std::vector<double> mean, covariance, factor;
  std::vector<std::shared_ptr<const std::vector<double>>> columns; ///< of a sample, one a member
  std::vector<double> base;                                        ///< mean of each member
  std::vector<int> inputs; ///< index into the inputs, -1 where a member isn't used
};

/// Registry of the inputs of a model; the same (parameter, distribution) is one input in all strategies,
/// so that strategies share draws. One whose base value differs, because a strategy sets what its formula
/// uses, is an input of the same name, which draws the same.
class ModelInputs final : public formula::InputSource {
public:
  ModelInputs(formula::Graph& graph, Diagnostics& diagnostics, std::set<std::string> varied,
              std::set<std::string> replayed)
      : graph_(graph), diagnostics_(diagnostics), varied_(std::move(varied)), replayed_(std::move(replayed)) {
  }

  void add_joint(JointGroup group);
  [[nodiscard]] const std::vector<ModelInput>& inputs() const { return inputs_; }
  [[nodiscard]] const std::vector<JointGroup>& joint() const { return joint_; }
  /// Computes every base value; an input's base may use other inputs.
  void evaluate_bases();
  [[nodiscard]] std::vector<double> base_values() const;
  /// Varied parameters without whose value the model can't be built (a horizon, a cycle length …).
  [[nodiscard]] const std::set<std::string>& sizing() const { return sizing_; }

  std::optional<formula::NodeId> drawn(const std::string& name, const DistributionCall& call,
                                       const std::vector<formula::EvaluatedArgument>& arguments,
                                       formula::NodeId base, double factor, bool by_strategy) override;
  std::optional<formula::NodeId> joint_member(const std::string& name, std::optional<formula::NodeId> base,
                                              double factor) override;
  bool is_varied(const std::string& name) override { return varied_.contains(name); }
  bool is_replayed(const std::string& name) override { return replayed_.contains(name); }
  formula::NodeId varied(const std::string& name, formula::NodeId base) override;
  void needed_before_run(formula::NodeId node) override;
  std::shared_ptr<const formula::PatientFamily>
  patients(const DistributionCall& call, const std::vector<formula::EvaluatedArgument>& arguments,
           bool constant) override;

private:
  formula::NodeId add(const std::string& key, ModelInput input);
  void warn_off_base(const ModelInput& input);
  void warn_off_interval(const std::string& name, const Distribution& distribution,
                         const std::vector<NamedNumber>& numbers, const Span& span);

  formula::Graph& graph_;
  Diagnostics& diagnostics_;
  std::set<std::string> varied_, replayed_, sizing_;
  std::vector<ModelInput> inputs_;
  std::map<std::string, std::uint32_t> by_key_;
  std::vector<JointGroup> joint_;
  std::map<std::string, std::pair<int, int>> members_;
};

} // namespace cea
