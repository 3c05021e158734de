#include "engine/evly.h"

#include <algorithm>
#include <cmath>

namespace cea {

using formula::NodeId;

double equal_value(double qalys, double life_years, double comparator_life_years) {
  if (!(life_years > comparator_life_years)) return qalys;
  return qalys * (comparator_life_years / life_years) +
         kGeneralPopulationUtility * (life_years - comparator_life_years);
}

int EvlySeries::series(const Key& key) {
  return series_.emplace(key, static_cast<int>(series_.size())).first->second;
}

void EvlySeries::add(std::vector<CellReward>& rewards, const RewardTerm& term, int strategy, int group,
                     int first, NodeId amount, NodeId discounted) {
  if (!wanted_ || (term.outcome != Outcome::qaly && term.outcome != Outcome::life_years)) return;
  CellReward reward{
      discounted, term.end_of_cycle, first, term.last, series({strategy, group, term.outcome, true}), true};
  rewards.push_back(reward);
  if (!with_undiscounted_) return;
  reward.node = amount;
  reward.output = series({strategy, group, term.outcome, false});
  rewards.push_back(reward);
}

void EvlySeries::add_tree(const ExpectedAmount& amount, int strategy, int group, formula::Graph& graph) {
  if (!wanted_ || (amount.outcome != Outcome::qaly && amount.outcome != Outcome::life_years)) return;
  const auto [it, is_new] = trees_.emplace(std::tuple(strategy, group, amount.outcome), amount.node);
  if (!is_new) it->second = graph.add(it->second, amount.node);
}

/// An output behind those that are reported.
int EvlySeries::hidden(CompiledModel& model, RewardPlan& plan, NodeId node) const {
  const int output = static_cast<int>(model.outputs.size()) + model.hidden_outputs++;
  plan.finals.push_back({output, RewardPlan::Final::kNoAccumulator, node});
  return output;
}

void EvlySeries::derive(CompiledModel& model, RewardPlan& plan, int strategy, int group, bool discounted,
                        const std::vector<int>& outputs) {
  const int other = static_cast<int>(scenario_.common_comparator());
  const auto first = [&](int of, Outcome outcome) {
    const auto it = series_.find({of, group, outcome, discounted});
    return it == series_.end() ? -1 : plan.series[static_cast<std::size_t>(it->second)];
  };
  const auto tree = [&](int of, Outcome outcome) {
    const auto it = trees_.find({of, group, outcome});
    return it == trees_.end() ? -1 : hidden(model, plan, it->second);
  };
  DerivedOutput d{.outputs = outputs};
  d.qalys = first(strategy, Outcome::qaly);
  d.tree_qalys = tree(strategy, Outcome::qaly);
  if (other != strategy) {
    d.compared = true;
    d.life_years = first(strategy, Outcome::life_years);
    d.comparator_life_years = first(other, Outcome::life_years);
    d.tree_life_years = tree(strategy, Outcome::life_years);
    d.comparator_tree_life_years = tree(other, Outcome::life_years);
  }
  const NodeId weight = model.weights[static_cast<std::size_t>(group)];
  if (!model.graph.is_constant(weight, 1)) d.weight = hidden(model, plan, weight);
  model.derived.push_back(d);
}

void EvlySeries::finish(CompiledModel& model, RewardPlan& plan, int subgroups, bool keep) {
  if (!wanted_) return;
  struct Wanted {
    int strategy, group;
    bool discounted;
    std::vector<int> outputs;
  };
  std::vector<Wanted> all;
  const auto channel = [&](int strategy, bool discounted, int group) {
    model.outputs.push_back({strategy, Outcome::evly, discounted, 0, 0, group});
    return static_cast<int>(model.outputs.size() - 1);
  };
  for (int s = 0; s < static_cast<int>(scenario_.strategies.size()); ++s)
    for (const bool discounted : {true, false}) {
      if (!discounted && !with_undiscounted_) continue;
      const int whole = channel(s, discounted, -1);
      for (int group = 0; group < subgroups; ++group) {
        all.push_back({s, group, discounted, {whole}});
        if (keep) all.back().outputs.push_back(channel(s, discounted, group));
      }
    }
  // Hidden outputs stand behind all channels, so they come last.
  for (const Wanted& w : all)
    derive(model, plan, w.strategy, w.group, w.discounted, w.outputs);
}

namespace {

/// Values of one lane; what isn't there is 0.
struct Lane {
  const plan::Workspace& w;
  int lane;

  [[nodiscard]] double accumulator(int index, int cycle) const {
    return index < 0 ? 0 : w.accumulators[static_cast<long>(index + cycle) * w.lanes + lane];
  }
  [[nodiscard]] double output(int index) const {
    return index < 0 ? 0 : w.outputs[static_cast<long>(index) * w.lanes + lane];
  }
};

double value_of(const DerivedOutput& d, const Lane& at, int cycles) {
  const auto period = [&](double qalys, double life_years, double comparator_life_years) {
    return d.compared ? equal_value(qalys, life_years, comparator_life_years) : qalys;
  };
  double sum =
      period(at.output(d.tree_qalys), at.output(d.tree_life_years), at.output(d.comparator_tree_life_years));
  for (int k = 0; k <= cycles; ++k)
    sum += period(at.accumulator(d.qalys, k), at.accumulator(d.life_years, k),
                  at.accumulator(d.comparator_life_years, k));
  return sum;
}

} // namespace

void derive_outputs(const CompiledModel& model, plan::Workspace& w) {
  for (const DerivedOutput& d : model.derived)
    for (const int output : d.outputs)
      std::fill_n(w.outputs + static_cast<long>(output) * w.lanes, w.lanes, 0.0);
  for (const DerivedOutput& d : model.derived)
    for (int lane = 0; lane < w.lanes; ++lane) {
      const Lane at{w, lane};
      const double value = value_of(d, at, model.grid.cycles);
      if (!std::isfinite(value)) w.valid[lane] = 0;
      for (std::size_t i = 0; i < d.outputs.size(); ++i) // the first is that of the whole population
        w.outputs[static_cast<long>(d.outputs[i]) * w.lanes + lane] +=
            i == 0 && d.weight >= 0 ? at.output(d.weight) * value : value;
    }
}

} // namespace cea
