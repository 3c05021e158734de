#pragma once

#include "property/random_parameters.h"

#include <string>

namespace cea::property {

/// What a formula at some place may refer to.
struct Where {
  bool stay = false;  ///< the time in the state
  bool clock = false; ///< the clock, which runs in all states concerned
};

/// Formulas that keep a model valid: probabilities within [0, 1], factors at least 0, everything finite.
class FormulaWriter {
public:
  FormulaWriter(RandomSource& random, ParameterPool& pool, bool with_table)
      : random_(random), pool_(pool), with_table_(with_table) {}

  /// A probability divided by the number of entries of its row, so that the row can't exceed 1.
  std::string probability(int entries, const Where& where);
  /// A yearly rate, up to about 5.
  std::string rate(const Where& where);
  std::string cost(const Where& where);
  /// In money of another year.
  std::string yearly_cost();
  std::string utility(const Where& where);
  std::string loss(const Where& where);
  std::string duration();
  std::string condition(const Where& where);
  /// A place in time, as a number of years or a parameter.
  std::string date(double horizon);

private:
  std::string factor(const Where& where);
  std::string factor_of_history(const Where& where);
  std::string factor_of_time();
  std::string factor_of_patients(const Where& where);

  RandomSource& random_;
  ParameterPool& pool_;
  bool with_table_;
};

} // namespace cea::property
