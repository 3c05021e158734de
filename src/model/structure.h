#pragma once

#include "model/formula_text.h"

#include <optional>
#include <string>
#include <vector>

namespace cea {

/// States are referred to by index into `Scenario::states`.
using StateIndex = int;

struct HealthState {
  std::string id; ///< `active`, or `tnf.low` where states are built from layers
  std::string label;
  bool alive = true;
  bool absorbing = false;             ///< a living state whose only exit is mortality
  std::optional<FormulaText> cost;    ///< per year of membership
  std::optional<FormulaText> utility; ///< per year of membership
  /// `limit`: who has stayed so many cycles, or so long, moves on to the row's target marked `rest`.
  std::optional<FormulaText> limit;
  bool limit_in_cycles = false;
  std::vector<std::string> layer_values; ///< one a layer, empty for a state outside the layers
  Span span;
};

/// A dimension of the state space: `treatment: [tnf, none]`.
struct Layer {
  std::string name;
  std::vector<std::string> values;
};

/// Time since entering a set of states from outside it: `on_tnf.time`, `on_tnf.cycles`.
struct Clock {
  std::string name;
  std::vector<StateIndex> states;
  Span span;
};

/// A transition probability per cycle, or a yearly rate, conditional on survival where there is `mortality`.
struct TransitionEntry {
  StateIndex to = 0;
  FormulaText probability; ///< or rate; empty text for `rest`
  bool rest = false;
  Span span; ///< of the target
};

/// The exits of one state. What is left over stays, or goes to the entry marked `rest`.
struct TransitionRow {
  std::vector<TransitionEntry> entries;
  bool by_pattern = false; ///< what is left over then joins an entry for the state itself
  Span span;
};

/// Everything that moves the cohort, for one strategy or for all. Vectors have one element a state.
struct Transitions {
  std::vector<std::optional<TransitionRow>> rows;
  bool by_rates = false; ///< entries are yearly rates of a continuous-time process (`transition_rates`)
  std::vector<std::optional<FormulaText>> mortality; ///< to the dead state, applied first
  struct Start {
    StateIndex state = 0;
    FormulaText share; ///< empty text for `rest`
    bool rest = false;
  };
  std::vector<Start> start;
  Span start_span;
};

} // namespace cea
