#pragma once

#include "input/moves.h"
#include "input/read_items.h"
#include "input/read_tree.h"
#include "input/sections.h"
#include "model/scenario.h"

#include <string>
#include <vector>

namespace cea::input {

/// What the strategies build on.
struct CommonModel {
  const StateSpace& space;
  const std::vector<std::string>& clocks;
  const ParameterNames& names;
  const Moves& moves;
  const std::vector<ReadItem>& costs;
  const std::vector<ReadItem>& effects;
  const Node* tree; ///< of all strategies
  const std::vector<FurtherOutcome>& outcomes;
  std::vector<Curve>& curves; ///< a strategy's own curves join them
  bool partitioned = false;   ///< membership comes from curves, not from moves
  double days_per_year = 365.25;
};

/// What a strategy says, before it is joined with the common model.
struct StrategyParts {
  std::string id, label, comparator;
  Span span, comparator_span;
  std::vector<std::string> combines;
  std::vector<Span> combines_spans;
  std::vector<SetEntry> set;
  std::vector<SubgroupSettings> subgroups;
  std::vector<ReadItem> costs, effects;
  Moves moves;
  TreeChanges tree;
  std::vector<CurveChoice> curves;
};

/// Gives every strategy with `combines` the settings, items and entries of its members. Reports unknown
/// members, circles, and clashes that the combination's own entries don't settle.
void resolve_combinations(std::vector<StrategyParts>& strategies, const StateSpace& space, Context& context);

std::vector<Strategy> read_strategies(const Node* node, const CommonModel& model, Context& context);

} // namespace cea::input
