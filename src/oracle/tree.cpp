#include "oracle/tree.h"

#include <cmath>

namespace cea::oracle {

namespace {

constexpr double kSlack = 1e-12;

struct Walk {
  const Scenario& scenario;
  Values& values;
  TreeRun run;

  void count(const TreeBranch& branch, double path) {
    for (const TreeBranch::Amount& cost : branch.costs) {
      const double amount = path * values(cost.formula, {});
      run.totals.cost += amount;
      run.totals.undiscounted_cost += amount;
      run.totals.cost_by_category[cost.name] += amount;
      run.totals.cost_by_state["tree"] += amount;
    }
    for (const TreeBranch::Amount& effect : branch.effects) {
      const double amount = path * values(effect.formula, {});
      count_effect(effect.name, amount);
      if (effect.name == scenario.effect) run.totals.effect_by_state["tree"] += amount;
    }
  }

  void count_effect(const std::string& outcome, double amount) {
    if (outcome == "qaly") {
      run.totals.qaly += amount;
      run.totals.undiscounted_qaly += amount;
    } else if (outcome == "life_years") {
      run.totals.life_years += amount;
      run.totals.undiscounted_life_years += amount;
    } else {
      run.totals.further[outcome] += amount;
      run.totals.undiscounted_further[outcome] += amount;
    }
  }

  void visit(const TreeBranch& branch, double path) {
    if (path == 0) return;
    count(branch, path);
    if (branch.to) run.start[*branch.to] += path;
    double named = 0;
    const TreeBranch* rest = nullptr;
    for (const TreeBranch& next : branch.branches) {
      if (next.rest) {
        rest = &next;
        continue;
      }
      const double p = values(next.probability, {});
      if (p < -kSlack || p > 1 + kSlack) throw ModelError(next.span, "probability " + std::to_string(p));
      named += p;
      visit(next, path * p);
    }
    if (branch.branches.empty()) return;
    if (named > 1 + kSlack || (rest == nullptr && named < 1 - kSlack))
      throw ModelError(branch.span, "branches sum to " + std::to_string(named));
    if (rest != nullptr) visit(*rest, path * (1 - named));
  }
};

} // namespace

TreeRun run_tree(const Scenario& scenario, const DecisionTree& tree, Values& values) {
  Walk walk{scenario, values, {}};
  walk.visit(tree.root, 1);
  return walk.run;
}

} // namespace cea::oracle
