#pragma once

#include "engine/compile.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cea {

/// Inputs of a model, or parameters of an analysis, and the values they are moved to.
using Moves = std::vector<std::pair<std::size_t, double>>;

/// Index of the input that a parameter is, before strategies' `set`; nothing where it is computed.
std::optional<std::size_t> input_of(const CompiledModel& model, const std::string& name);

/// All inputs that a parameter is: several where strategies set what its base value is computed from; not
/// those that a strategy's own `set` puts in its place. Empty where it is computed.
std::vector<std::size_t> inputs_of(const CompiledModel& model, const std::string& name);

/// Moves inputs of one model, and what follows them: the other members of a joint distribution
/// (`follow_moves`), then every input whose base value is a formula of others. Settings are by input.
class InputMover {
public:
  explicit InputMover(const CompiledModel& model);

  /// From base values: what is drawn follows its base value's formula. `factors` multiply inputs after that,
  /// as a price that falls; what is computed from them follows, but nothing that is drawn together with them.
  void move_base(const Moves& moves, std::vector<double>& values, const Moves& factors = {}) const;

  /// From a sample: what is drawn stays as drawn, but for the others of a joint distribution. `brought`:
  /// inputs whose values a file of samples brings, which stay, too.
  void move_sample(const Moves& moves, std::vector<double>& values, const std::vector<bool>& brought,
                   const Moves& factors = {}) const;

private:
  [[nodiscard]] std::vector<bool> move(const Moves& moves, std::vector<double>& values) const;

  void move_copulas(const std::vector<double>& before, std::vector<double>& values,
                    std::vector<bool>& settled) const;

  /// Inputs that a Gaussian copula correlates, with their own distributions.
  struct Copula {
    const CopulaGroup* group;
    std::vector<std::size_t> inputs;
    std::vector<const Distribution*> marginals;
  };
  const CompiledModel& model_;
  std::vector<JointGroup> joint_;     ///< those of the model, with the covariance of samples
  std::vector<Copula> copulas_;       ///< of which every member is drawn
  std::vector<std::size_t> computed_; ///< inputs whose base is a formula of other inputs, in order
};

/// Which inputs a file of samples brings.
std::vector<bool> brought_inputs(const CompiledModel& model, const SampleInputs* replay);

} // namespace cea
