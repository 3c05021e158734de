#include "input/read_tree.h"

#include "input/merge.h"

#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace cea::input {

namespace {

constexpr const char* kExample = "as `positive: {probability: sensitivity, cost: c_treat}`";

/// Reads a tree from the root to its leaves.
class TreeReader {
public:
  TreeReader(const StateSpace& space, const std::vector<FurtherOutcome>& outcomes, Context& context)
      : space_(&space), effects_{"qaly", "life_years"}, context_(&context) {
    for (const FurtherOutcome& outcome : outcomes)
      effects_.push_back(outcome.id);
  }

  DecisionTree read(const Node& node) {
    DecisionTree tree;
    const MapReader map(node, Place::tree, "`tree`",
                        {"duration", "label", "cost", "costs", "effects", "branches", "to"}, *context_);
    if (!map.is_map()) return tree;
    tree.root.span = node.span;
    if (const Node* duration = map.get("duration"))
      tree.duration = read_duration(*duration, "`duration`", *context_);
    read_contents(map, tree.root);
    return tree;
  }

private:
  [[nodiscard]] static std::string name_of(const TreeBranch& branch) {
    return branch.path.empty() ? "the tree" : fmt::format("the branch '{}'", branch.path);
  }

  void read_contents(const MapReader& map, TreeBranch& branch) {
    if (const Node* label = map.get("label")) branch.label = read_prose(*label, "`label`", *context_);
    if (const auto cost = read_optional_formula(map, "cost", *context_))
      branch.costs.push_back({"tree", *cost});
    if (const Node* costs = map.get("costs")) read_costs(*costs, branch);
    if (const Node* effects = map.get("effects")) read_effects(*effects, branch);
    const Node* to = map.get("to");
    const Node* branches = map.get("branches");
    if (branches != nullptr) read_branches(*branches, branch);
    if (to != nullptr && branches != nullptr)
      context_->diagnostics.error(map.key_span("to"), "`to` doesn't go with `branches`",
                                  "only a leaf sends people into a state");
    else if (branches == nullptr)
      read_leaf(to, branch);
  }

  void read_leaf(const Node* to, TreeBranch& leaf) {
    const bool states = space_->size() > 0;
    if (to == nullptr) {
      if (states)
        context_->diagnostics.error(leaf.span, fmt::format("{} ends without `to:`", name_of(leaf)),
                                    "a leaf says in which state its people begin, as `to: well`");
      return;
    }
    if (!states) {
      context_->diagnostics.error(to->span, "`to` names a state, but the file has no `states:`",
                                  "a decision tree alone ends in leaves without `to`");
      return;
    }
    const std::string state = read_text(*to, "`to`", *context_);
    if (!state.empty()) leaf.to = space_->single(state, to->span, *context_);
  }

  /// `costs: {drug: 400}`, by category.
  void read_costs(const Node& node, TreeBranch& branch) {
    if (!expect_map(node, "`costs` of a branch", *context_)) return;
    for (const Entry& entry : node.entries)
      if (has_value(entry, "`costs` of a branch", *context_))
        if (auto formula = read_formula(entry.value, fmt::format("the cost '{}'", entry.key), *context_))
          branch.costs.push_back({entry.key, *std::move(formula)});
  }

  void read_effects(const Node& node, TreeBranch& branch) {
    const MapReader map(node, Place::tree, "`effects` of a branch", effects_, *context_);
    for (const std::string& outcome : effects_)
      if (auto formula = read_optional_formula(map, outcome, *context_))
        branch.effects.push_back({outcome, *std::move(formula)});
  }

  void read_branches(const Node& node, TreeBranch& parent) {
    if (!expect_map(node, "`branches`", *context_)) return;
    if (node.entries.empty()) context_->diagnostics.error(node.span, "`branches` names no branch", kExample);
    const TreeBranch* rest = nullptr;
    parent.branches.reserve(node.entries.size());
    for (const Entry& entry : node.entries) {
      if (!has_value(entry, "`branches`", *context_)) continue;
      check_id("branch", entry.key, entry.key_span, context_->diagnostics);
      TreeBranch& branch = parent.branches.emplace_back();
      branch.id = entry.key;
      branch.span = entry.key_span;
      branch.path = parent.path.empty() ? entry.key : parent.path + "/" + entry.key;
      read_branch(entry.value, branch);
      if (branch.rest && rest != nullptr)
        context_->diagnostics.error(branch.probability.span,
                                    fmt::format("{} has two branches with `rest`, also in {}",
                                                name_of(parent), line_of(rest->span, branch.span)),
                                    "one branch takes what is left over");
      if (branch.rest) rest = &branch;
    }
  }

  void read_branch(const Node& node, TreeBranch& branch) {
    const MapReader map(node, Place::tree, name_of(branch),
                        {"probability", "label", "cost", "costs", "effects", "branches", "to"}, *context_);
    if (!map.is_map()) return;
    if (node.find("probability") == nullptr)
      context_->diagnostics.error(branch.span, fmt::format("{} needs `probability:`", name_of(branch)),
                                  "a number, a formula, or `rest` for what the others leave over");
    if (const Node* probability = map.get("probability")) read_probability(*probability, branch);
    read_contents(map, branch);
  }

  void read_probability(const Node& node, TreeBranch& branch) {
    branch.probability.span = node.span;
    branch.rest = node.is_scalar() && trim(node.text) == "rest";
    if (branch.rest) return;
    if (auto formula = read_formula(node, "`probability`", *context_))
      branch.probability = *std::move(formula);
  }

  const StateSpace* space_;
  std::vector<std::string> effects_; ///< outcomes that branches may have
  Context* context_;
};

const Node& empty_map() {
  static const Node empty = [] {
    Node node;
    node.kind = Node::Kind::map;
    return node;
  }();
  return empty;
}

/// Adds to `all` what `more` says. Both saying different things at one place is a clash, unless `own` says
/// something there.
void join(Node& all, const Node& more, const Node* own, const std::string& path, const TreeClash& clash) {
  for (const Entry& entry : more.entries) {
    const auto known = std::find_if(all.entries.begin(), all.entries.end(),
                                    [&](const Entry& e) { return e.key == entry.key; });
    if (known == all.entries.end()) {
      all.entries.push_back(entry);
      continue;
    }
    const Node* settled = own == nullptr ? nullptr : own->find(entry.key);
    const std::string name = path.empty() ? entry.key : path + "." + entry.key;
    if (known->value.is_map() && entry.value.is_map())
      join(known->value, entry.value, settled, name, clash);
    else if (settled == nullptr && !same_content(known->value, entry.value))
      clash(fmt::format("`{}` of the tree", name), known->key_span, entry.key_span);
  }
}

} // namespace

TreeChanges read_tree_changes(const Node& node, const Span& key_span, Context& context) {
  TreeChanges changes;
  changes.span = key_span;
  changes.dropped = node.is_null() || (node.is_scalar() && node.text == "none");
  if (changes.dropped) return changes;
  if (node.is_map())
    changes.layers.push_back(node);
  else
    context.diagnostics.error(node.span, "`tree` of a strategy must be a mapping, or `none`",
                              "what it says is laid over the tree of all strategies");
  return changes;
}

TreeChanges joined(const TreeChanges& a, const TreeChanges& b, const TreeChanges& own,
                   const TreeClash& clash) {
  if (!a.given() || !b.given()) return a.given() ? a : b;
  if (a.dropped != b.dropped) {
    if (!own.given()) clash("the tree", a.span, b.span);
    return a.dropped ? a : b;
  }
  TreeChanges all = a;
  for (const Node& layer : b.layers) {
    if (all.layers.empty()) all.layers.push_back(empty_map());
    join(all.layers.front(), layer, own.layers.empty() ? nullptr : &own.layers.front(), {}, clash);
  }
  return all;
}

std::optional<DecisionTree> read_tree(const Node* common, const TreeChanges& changes, const StateSpace& space,
                                      const std::vector<FurtherOutcome>& outcomes, Context& context) {
  if (changes.dropped) common = nullptr;
  if (common == nullptr && changes.layers.empty()) return std::nullopt;
  if (common != nullptr && !expect_map(*common, "`tree`", context)) return std::nullopt;
  Node whole = common == nullptr ? empty_map() : *common;
  if (common == nullptr) whole.span = changes.layers.front().span;
  for (const Node& layer : changes.layers)
    whole = merged(whole, layer, context);
  return TreeReader(space, outcomes, context).read(whole);
}

} // namespace cea::input
