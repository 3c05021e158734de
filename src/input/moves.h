#pragma once

#include "input/state_space.h"
#include "model/structure.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cea::input {

/// What one place of the file, the top level or a strategy, says about how the cohort moves. Patterns are
/// already resolved to states.
struct Moves {
  std::map<StateIndex, TransitionRow> rows;
  /// Where rows are given: by `transitions`, `transition_rates` or `matrix`.
  struct Section {
    std::string key;
    Span span;
  };
  std::optional<Section> section;
  [[nodiscard]] bool by_rates() const { return section && section->key == "transition_rates"; }
  std::map<StateIndex, FormulaText> mortality;
  std::vector<Transitions::Start> start;
  Span start_span; ///< without a file where no start is given
};

struct MoveSections {
  const Node* transitions = nullptr;
  const Node* rates = nullptr;
  const Node* matrix = nullptr;
  const Node* mortality = nullptr;
  const Node* start = nullptr;
};

Moves read_moves(const MoveSections& sections, const StateSpace& space, Context& context);
/// `matrix: {file: m.csv}`: a header of states, then a row a state, its name first.
std::map<StateIndex, TransitionRow> read_matrix(const Node& node, const StateSpace& space, Context& context);
std::map<StateIndex, FormulaText> read_mortality(const Node& node, const StateSpace& space, Context& context);

/// Reports rows of probabilities and of rates that would meet in one strategy; false where they do.
bool check_same_kind(const Moves& moves, const Moves& other, Context& context);

/// The common moves with a strategy's replacements: entries of rows, mortality by state, start as a whole.
Transitions complete_moves(const Moves& common, const Moves& own, const StateSpace& space);

/// The complete moves of a strategy, with its id.
struct NamedMoves {
  std::string id;
  const Transitions* moves = nullptr;
  bool starts_in_tree = false; ///< the leaves of a decision tree give the starting cohort
};

/// Reports living states without a way out that don't say so, rows with two `rest`, and a missing start. At
/// least one strategy; `file` is any place in the scenario file.
void check_moves(const std::vector<NamedMoves>& strategies, const StateSpace& space, const Span& file,
                 Context& context);

} // namespace cea::input
