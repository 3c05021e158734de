#pragma once

#include "model/structure.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cea {

/// A branch of a decision tree, or its root, which has neither id nor probability. Amounts count for
/// everybody who comes this way, at time 0.
struct TreeBranch {
  struct Amount {
    std::string name; ///< category of a cost, outcome of an effect
    FormulaText formula;
  };
  std::string id, label;
  std::string path;        ///< `infected/positive`; empty for the root
  FormulaText probability; ///< given the branches before it; empty text for `rest`
  bool rest = false;
  std::vector<Amount> costs, effects;
  std::vector<TreeBranch> branches;
  std::optional<StateIndex> to; ///< of a leaf in front of a cohort model: where these people begin
  Span span;                    ///< of the id, or of the tree
};

struct DecisionTree {
  /// Years that pass before the cohort model begins: its time, ages and dates of discounting move by them.
  std::optional<FormulaText> duration;
  TreeBranch root;
};

/// Whether a branch from here on has an amount of this outcome.
inline bool has_effect(const TreeBranch& branch, std::string_view outcome) {
  return std::any_of(branch.effects.begin(), branch.effects.end(),
                     [&](const TreeBranch::Amount& amount) { return amount.name == outcome; }) ||
         std::any_of(branch.branches.begin(), branch.branches.end(),
                     [&](const TreeBranch& next) { return has_effect(next, outcome); });
}

/// Calls `visit` for every leaf.
template <class Visit> void for_each_leaf(const TreeBranch& branch, const Visit& visit) {
  if (branch.branches.empty()) return visit(branch);
  for (const TreeBranch& next : branch.branches)
    for_each_leaf(next, visit);
}

} // namespace cea
