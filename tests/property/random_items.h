#pragma once

#include "property/random_formulas.h"

#include <string>
#include <vector>

namespace cea::property {

/// What items can refer to.
struct ModelShape {
  std::vector<std::string> living, states; ///< ids; `states` includes the dead state where there is one
  std::vector<std::string> in_clock;       ///< states of the clock `running`; empty without a clock
  std::vector<std::string> patterns;       ///< of layers
  std::string weights;                     ///< a valid formula of `cycle`
  bool semi_markov = false;
  bool whole_cycles = true; ///< so that row schemes may stand
  int cycles = 0;
  double horizon = 0; ///< years
  double start = 0;   ///< years that the decision tree takes before it
};

/// Cost and effect items of every kind, as one line of YAML each: `id: {…}`.
class ItemWriter {
public:
  ItemWriter(RandomSource& random, FormulaWriter& formulas, const ModelShape& shape)
      : random_(random), formulas_(formulas), shape_(shape) {}

  std::string cost();
  std::string effect();
  /// `id: {…}` of `outcomes:`.
  std::string outcome(const std::string& id);
  /// Text of a cycle correction.
  std::string correction();

private:
  std::string item(bool is_cost);
  std::string keys_of(bool is_cost, bool own_outcome);
  std::string membership(bool is_cost, Where& where);
  std::string while_in(bool is_cost, const Where& where);
  std::string event(bool is_cost, const Where& where);
  std::string move(bool is_cost, Where& where);
  std::string once(bool is_cost, Where& where);
  std::string window(const Where& where);
  std::string amount(bool is_cost, const Where& where);
  std::string loss(const Where& where);
  std::string amount_and_loss(bool is_cost, const Where& where);

  RandomSource& random_;
  FormulaWriter& formulas_;
  const ModelShape& shape_;
  int written_ = 0;
  bool with_losses_ = true;
};

/// A formula between quotes, so that its commas are its own.
std::string quoted(const std::string& formula);

} // namespace cea::property
