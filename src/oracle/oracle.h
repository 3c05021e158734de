#pragma once

#include "model/scenario.h"
#include "support/diagnostics.h"

#include <map>
#include <string>
#include <vector>

namespace cea::oracle {

/// What one person costs and gains over the horizon. Effects are QALYs and life years; maps are by category
/// or state id, and each sums to its discounted total (`effect_by_state` to the scenario's `effect`).
struct Totals {
  double cost = 0, qaly = 0, life_years = 0;
  double undiscounted_cost = 0, undiscounted_qaly = 0, undiscounted_life_years = 0;
  std::map<std::string, double> cost_by_category, cost_by_state, effect_by_state;
  std::map<std::string, double> further, undiscounted_further; ///< the scenario's own outcomes, by id; `evly`
  /// What equal-value life years are made of, by cycle or row; −1 is the decision tree.
  struct Period {
    double qaly = 0, life_years = 0, undiscounted_qaly = 0, undiscounted_life_years = 0;
  };
  std::map<int, Period> periods{};
};

/// A formula uses a name or function that this engine doesn't know.
class Unsupported : public ModelError {
public:
  using ModelError::ModelError;
};

struct StrategyRun {
  std::string id;
  Totals totals;
  std::vector<std::vector<double>> trace; ///< row × state: shares at the start of each cycle, and at the end
};

/// The slow, obvious cohort engine that the fast one is compared with: one strategy and one set of
/// parameters at a time, formulas walked as trees, semi-Markov states and clocks as explicit tunnel states
/// (Hawkins, Sculpher & Epstein 2005), nothing cached, shared or skipped.
///
/// `overrides`: a scenario's `set` and `--set`, in order. `values`: values of parameters by name (a PSA
/// sample, a one-way analysis), in the setting's price year. One replaces its parameter's base value, or the
/// value of an override that brings its own distribution; everything later builds on it.
/// Throws InputError for a formula that can't be parsed, Unsupported for a name or function that it doesn't
/// know, ModelError for a fault found while running.
std::vector<StrategyRun> run(const Scenario& scenario, const std::vector<SetEntry>& overrides = {},
                             const std::map<std::string, double>& values = {});

} // namespace cea::oracle
