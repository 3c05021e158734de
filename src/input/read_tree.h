#pragma once

#include "input/state_space.h"
#include "model/outcome.h"
#include "model/tree.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cea::input {

/// What a strategy says of the decision tree: maps to be laid over the common tree one after the other, as
/// scenarios are over the base case; or that it has none (`tree: none`).
struct TreeChanges {
  std::vector<Node> layers;
  bool dropped = false; ///< layers then make a tree of their own
  Span span;            ///< without a file where the strategy says nothing

  [[nodiscard]] bool given() const { return span.file != nullptr; }
};

TreeChanges read_tree_changes(const Node& node, const Span& key_span, Context& context);

/// What two combined strategies say together. `clash` is told what both say differently, unless `own`, the
/// combination's entries, settles it.
using TreeClash = std::function<void(const std::string& what, const Span& first, const Span& second)>;
TreeChanges joined(const TreeChanges& a, const TreeChanges& b, const TreeChanges& own,
                   const TreeClash& clash);

/// A strategy's tree: `common` with its changes; nothing where it has none. Leaves need `to:` where the file
/// has states, and can't have it where not. Branches may have effects in QALYs, life years and `outcomes`.
std::optional<DecisionTree> read_tree(const Node* common, const TreeChanges& changes, const StateSpace& space,
                                      const std::vector<FurtherOutcome>& outcomes, Context& context);

} // namespace cea::input
