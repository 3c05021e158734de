#pragma once

#include "model/distribution.h"
#include "model/parameters.h"
#include "model/structure.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cea {

/// A survival curve: one origin, then what is done to it, in the order acceleration, cure, join, hazard
/// ratio, waning, background.
struct Curve {
  enum class Origin { distribution, other, kaplan_meier, spline, life_table };
  /// Share of the cohort that follows one column of a life table.
  struct Mix {
    std::string column;
    FormulaText share;
  };
  /// From `at` on the hazard is that of another distribution at the same time.
  struct Join {
    FormulaText at;
    DistributionCall distribution;
  };
  /// Between `from` and `until` the hazard goes over to that of the curve `to`, in proportion to time.
  struct Wane {
    FormulaText from, until;
    std::string to;
    Span span; ///< of `to`
  };
  struct Background {
    FormulaText rate;    ///< per year
    bool maximum = true; ///< the larger hazard holds; otherwise they add up
  };

  std::string name;
  Origin origin = Origin::distribution;
  std::optional<DistributionCall> distribution;
  std::string from; ///< the other curve
  Span from_span;
  /// Of a Kaplan–Meier curve: times, ascending from 0 or later, and survival from each of them on. Of a
  /// spline: knots in the logarithm of time, and the coefficients γ₀ … γ_{n−1}.
  std::vector<double> times, values;
  std::string table; ///< of rates or probabilities by age
  Span table_span;
  std::vector<Mix> mix;
  std::optional<FormulaText> start; ///< age at time 0

  std::optional<FormulaText> acceleration_factor, cure_fraction, hazard_ratio;
  std::optional<Join> join;
  std::optional<Wane> wane;
  std::optional<Background> background;
  Provenance provenance;
  Span span;
};

/// A strategy's own choice of a curve: `curves: {os: os_new}`.
struct CurveChoice {
  std::string name, chosen;
  Span span;
};

/// Membership of the states given directly, by formulas of cycle, time and survival curves.
struct PartitionedSurvival {
  struct Share {
    StateIndex state = 0;
    FormulaText share; ///< empty text for `rest`
    bool rest = false;
  };
  std::vector<Share> shares; ///< one a state, in file order
  bool clamp = false;        ///< `crossing: clamp`: an inner curve is held at the outer one
  Span span;
};

} // namespace cea
