#pragma once

#include "model/distribution.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cea {

/// Where a number comes from; shown in the report.
struct Provenance {
  std::string source;
  std::string quality;
  std::string note;
};

struct Unit {
  std::string text; ///< as written, empty where none was declared
  Span span;
};

/// A named number or formula with its uncertainty. Members of families are parameters named `family.member`.
struct Parameter {
  std::string name;
  std::optional<FormulaText> value; ///< absent only for members of a joint distribution
  std::optional<DistributionCall> distribution;
  std::optional<FormulaText> low, high;                      ///< for deterministic analyses
  std::optional<std::pair<FormulaText, FormulaText>> bounds; ///< a value outside counts as invalid
  Unit unit;
  std::string label, section;
  Provenance provenance;
  bool confidential = false;
  bool index_exempt = false; ///< `index: none`
  bool bare = false;         ///< written as `name: formula`, not as a mapping
  Span span;                 ///< of the name
};

/// Parameters drawn together.
struct JointDistribution {
  struct Member {
    std::string name;
    Span span;
  };
  std::vector<Member> parameters;
  std::string family; ///< dirichlet, multivariate_normal, multivariate_lognormal or empirical
  Span family_span;
  std::vector<FormulaText> counts; ///< of a Dirichlet, one a parameter
  /// Of a normal or lognormal, on the natural scale: means, and either a covariance matrix by rows, or
  /// standard errors with one correlation or a matrix by rows.
  std::vector<FormulaText> mean, covariance, se, correlation;
  std::vector<std::shared_ptr<const std::vector<double>>>
      columns; ///< of an empirical sample, one a parameter
  Span span;
};

/// A replacement made by a scenario, a subgroup, a strategy or `--set`.
struct SetEntry {
  std::string name;
  Span span; ///< of the name
  FormulaText value;
  std::optional<DistributionCall> distribution;
  Unit unit;
};

/// Index of prices by year; amounts of year y are multiplied by index(price_year)/index(y).
struct PriceIndex {
  std::string source;
  std::vector<std::pair<int, double>> by_year;
  Span span;
};

} // namespace cea
