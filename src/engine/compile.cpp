#include "engine/compile.h"

#include "engine/cell_checks.h"
#include "engine/check_inputs.h"
#include "engine/curve_checks.h"
#include "engine/decision_tree.h"
#include "engine/declared_units.h"
#include "engine/definitions.h"
#include "engine/evly.h"
#include "engine/invalid.h"
#include "engine/joint_groups.h"
#include "engine/output_channels.h"
#include "engine/partitioned.h"
#include "engine/subgroups.h"
#include "engine/unit_check.h"
#include "engine/yearly.h"
#include "formula/units.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace cea {

using formula::NodeId;
using formula::Resolver;

namespace {

class Compiler {
public:
  Compiler(std::shared_ptr<const Scenario> scenario, const CompileOptions& options, Diagnostics& diagnostics)
      : model_(std::make_unique<CompiledModel>()), s_(*scenario), options_(options),
        diagnostics_(diagnostics), inputs_(model_->graph, diagnostics, options.varied, options.replayed),
        context_{s_, model_->graph, inputs_, diagnostics, {}, {}, {}, s_.time.days_per_year},
        values_(model_->graph), channels_(s_, options, model_->outputs), evly_(s_, options) {
    model_->scenario = std::move(scenario);
  }

  std::unique_ptr<CompiledModel> run() {
    Resolver common(context_, definitions(nullptr));
    const bool timed = prepare(common);
    resolve_parameters(common);
    model_->budget = resolve_budget(s_, common, model_->graph, diagnostics_);
    model_->equity = resolve_equity(s_, common, model_->graph, diagnostics_);
    check_declared_units(s_, common, diagnostics_);
    weigh(common);
    for (std::size_t i = 0; i < s_.strategies.size(); ++i)
      for (std::size_t group = 0; group < grids_.size(); ++group)
        strategy(static_cast<int>(i), static_cast<int>(group));
    check_curve_choices_used(s_, context_.used, diagnostics_);
    inputs_.evaluate_bases();
    model_->base_values = inputs_.base_values();
    check_base_values(*model_, diagnostics_);
    if (!timed) return nullptr;
    if (diagnostics_.has_errors()) {
      report_faults(*model_, model_->base_values, std::nullopt, diagnostics_);
      return nullptr;
    }
    model_->inputs = inputs_.inputs();
    model_->joint = inputs_.joint();
    check_replayed(s_, *model_, options_.replayed, diagnostics_);
    model_->used_names = std::move(context_.used);
    finish();
    return diagnostics_.has_errors() ? nullptr : std::move(model_);
  }

  [[nodiscard]] const std::set<std::string>& sizing() const { return inputs_.sizing(); }

private:
  /// Everything that names may mean; `set`: of subgroup and strategy.
  Resolver::Definitions definitions(const std::vector<SetEntry>* set) {
    return definitions_of(s_, options_.overrides, set, diagnostics_);
  }

  /// False where the cycles are unknown: two of a year then stand in, so that names are checked all the same.
  bool prepare(Resolver& common) {
    if (s_.trees_alone()) return prepare_alone(common);
    const auto length = resolve_cycle_length(s_, common, diagnostics_);
    model_->graph.set_cycle_length(length.value_or(1));
    add_tables(context_, common);
    add_joint_groups(common);
    const auto grid = length ? make_time_grid(s_, *length, common, diagnostics_) : std::nullopt;
    model_->grid = grid.value_or(
        TimeGrid{.cycle_length = length.value_or(1), .cycles = 2, .horizon = 2 * length.value_or(1)});
    return grid.has_value();
  }

  /// A decision tree alone has no time: one cycle in which nobody is anywhere.
  bool prepare_alone(Resolver& common) {
    common.set_time_scope(formula::TimeScope::none);
    add_tables(context_, common);
    add_joint_groups(common);
    model_->grid = {.cycle_length = 1, .cycles = 1, .horizon = 1};
    return true;
  }

  void add_joint_groups(Resolver& common) {
    for (const JointDistribution& j : s_.joint)
      if (auto group = resolve_joint(j, common, diagnostics_)) inputs_.add_joint(*std::move(group));
    model_->copulas = resolve_copulas(s_, common, diagnostics_);
  }

  void set_start_age(Resolver& resolver) {
    if (!s_.time.start_age) return;
    const auto node = resolver.resolve(*s_.time.start_age);
    if (!node) return;
    if ((model_->graph.depends(*node) & ~formula::kSample) != 0) {
      diagnostics_.error(s_.time.start_age->span, "`start_age` can't change from cycle to cycle");
      return;
    }
    resolver.set_start_age(*node);
  }

  /// Every parameter once, used or not: a wrong formula is a problem even if nothing needs it yet.
  void resolve_parameters(Resolver& common) {
    set_start_age(common);
    for (const Parameter& p : s_.parameters) {
      const auto node = common.resolve_name(p.name, p.span);
      if (!node) continue;
      const auto depends = model_->graph.depends(*node);
      model_->parameters.push_back({p.name, *node, (depends & ~formula::kSample) == 0,
                                    range_end(p.low, p, common), range_end(p.high, p, common)});
      if (p.bounds) bounds(p, *node, common);
    }
  }

  /// `low` or `high`, in the setting's price year.
  std::optional<NodeId> range_end(const std::optional<FormulaText>& formula, const Parameter& p,
                                  Resolver& common) {
    if (!formula) return std::nullopt;
    const auto node = common.resolve(*formula);
    const auto factor = p.index_exempt ? 1.0 : formula::price_index_factor(p.unit, s_, diagnostics_);
    if (!node || !factor) return std::nullopt;
    return model_->graph.multiply(*node, model_->graph.constant(*factor));
  }

  void bounds(const Parameter& p, NodeId node, Resolver& common) {
    const auto low = common.resolve(p.bounds->first);
    const auto high = common.resolve(p.bounds->second);
    if (!low || !high) return;
    auto& g = model_->graph;
    auto store = std::make_unique<std::vector<Check>>(bound_checks(p, node, *low, *high, g));
    for (const Check& c : *store)
      if ((g.depends(c.node) & formula::kCounters) == 0)
        model_->checks.push_back({&c, c.node, c.shown, 0, model_->grid.cycles - 1, -1});
    model_->check_store.push_back(std::move(store));
  }

  /// Weights of the subgroups, and the cycles of each: settings may move the horizon.
  void weigh(Resolver& common) {
    std::vector<Check> checks;
    model_->weights = resolve_weights(s_, common, model_->graph, checks, diagnostics_);
    keep_checks(std::move(checks));
    if (s_.subgroups.empty() || s_.trees_alone())
      return grids_.assign(std::max<std::size_t>(1, s_.subgroups.size()), model_->grid);
    for (const Subgroup& group : s_.subgroups) {
      Resolver resolver(context_, definitions(&group.set));
      set_start_age(resolver);
      for (const SetEntry& e : group.set)
        resolver.resolve_name(e.name, e.span);
      grids_.push_back(grid_of(s_, group, model_->grid, resolver, diagnostics_).value_or(model_->grid));
    }
    model_->grid = *std::max_element(grids_.begin(), grids_.end(), [](const TimeGrid& a, const TimeGrid& b) {
      return a.cycles < b.cycles;
    });
  }

  void strategy(int index, int group) {
    const Strategy st = strategy_in(s_, static_cast<std::size_t>(index), static_cast<std::size_t>(group));
    const TimeGrid& grid = grids_[static_cast<std::size_t>(group)];
    Resolver resolver(context_, definitions(&st.set), curve_choices(st));
    set_start_age(resolver);
    ResolvedTree tree = resolve_tree_of(st, resolver, group);
    for (const SetEntry& e : st.set)
      resolver.resolve_name(e.name, e.span);
    SymbolicChain chain = s_.partitioned
                              ? partitioned_chain(s_, st, grid.cycles, resolver, model_->graph, diagnostics_)
                              : resolve_chain(s_, st, resolver, model_->graph, diagnostics_);
    if (s_.partitioned && chain.membership.empty()) return;
    if (st.tree) begin_by_tree(chain, tree.start, s_, model_->graph, diagnostics_);
    RewardTerms rewards = resolve_rewards(s_, st, chain, grid, resolver, model_->graph, diagnostics_);
    if (options_.years > 0)
      rewards = split_by_year(rewards, s_, grid, options_, resolver.start_time(), model_->graph);
    if (s_.partitioned) spread_over_cohort(chain, rewards, model_->graph, diagnostics_);
    if (grid.cycles < model_->grid.cycles) stop_amounts(rewards, model_->graph);
    for (auto* checks : {&rewards.checks, &tree.checks})
      std::move(checks->begin(), checks->end(), std::back_inserter(chain.checks));
    note_conversions(index, group, chain, values_, *model_);
    if (group == 0 || subgroup_may_change_units(s_, st, static_cast<std::size_t>(group)))
      check_units(s_, st, model_->graph.cycle_length(), resolver, diagnostics_);
    if (!s_.subgroups.empty()) name_subgroup(chain, s_.subgroups[static_cast<std::size_t>(group)].id);
    add_curve_checks(resolver, st, group, grid.cycles, *model_);
    Memory memory(s_, chain, rewards, grid.cycles, values_, model_->graph, diagnostics_);
    if (diagnostics_.has_errors()) return keep_timeless_checks(std::move(chain));
    const int trace = trace_of(chain, memory, grid.cycles);
    model_->trace_of.push_back(trace);
    if (group == 0) model_->categories.push_back(rewards.categories);
    model_->membership.push_back(
        shares_until(chain.membership, grid.cycles, model_->grid.cycles, model_->graph));
    model_->crossing.push_back(chain.crossing);
    const CellChain& cells = model_->chains[static_cast<std::size_t>(trace)];
    add_rewards(index, group, trace, rewards);
    add_expected(index, group, tree.amounts);
    for (int year = 0; s_.trees_alone() && year < options_.years; ++year) // nobody is followed after the tree
      expected_.push_back({channels_.of({index, Outcome::life_years, false, 0, 0, group, year}),
                           RewardPlan::Final::kNoAccumulator, model_->graph.constant(1)});
    add_checks(std::move(chain), cells, grid.cycles, values_, *model_);
  }

  /// The decision tree, whose formulas know time 0 alone. Sets when the cohort model begins.
  ResolvedTree resolve_tree_of(const Strategy& st, Resolver& resolver, int group) {
    Resolver at_start(context_, definitions(&st.set), curve_choices(st));
    set_start_age(at_start);
    at_start.set_time_scope(s_.trees_alone() ? formula::TimeScope::none : formula::TimeScope::beginning);
    if (s_.trees_alone()) resolver.set_time_scope(formula::TimeScope::none);
    ResolvedTree tree = resolve_tree(s_, st, at_start, model_->graph);
    const NodeId start = resolve_duration(st, at_start, model_->graph, tree.checks, diagnostics_);
    resolver.set_start_time(start);
    model_->start_times.push_back(start);
    add_curve_checks(at_start, st, group, 1, *model_);
    return tree;
  }

  /// What doesn't change with time can be checked without following the cohort.
  void keep_timeless_checks(SymbolicChain chain) {
    for (SymbolicRow& row : chain.rows)
      std::move(row.checks.begin(), row.checks.end(), std::back_inserter(chain.checks));
    keep_checks(std::move(chain.checks));
  }

  void keep_checks(std::vector<Check> checks) {
    auto store = std::make_unique<std::vector<Check>>(std::move(checks));
    const auto& g = model_->graph;
    for (const Check& c : *store)
      if (((g.depends(c.node) | g.depends(c.shown)) & ~formula::kSample) == 0)
        model_->checks.push_back({&c, c.node, c.shown, 0, 0, -1});
    model_->check_store.push_back(std::move(store));
  }

  /// Strategies that differ only in costs and utilities follow the same cohort.
  int trace_of(const SymbolicChain& chain, const Memory& memory, int cycles) {
    std::vector<std::uint64_t> key{static_cast<std::uint64_t>(cycles)};
    for (const auto& start : chain.start)
      key.insert(key.end(), {static_cast<std::uint64_t>(start.state), start.share});
    for (std::size_t s = 0; s < chain.rows.size(); ++s) {
      key.push_back(~std::uint64_t{0});
      key.push_back(memory.tracked(static_cast<StateIndex>(s)));
      for (formula::Dependence left = memory.tracked(static_cast<StateIndex>(s)); left != 0; left &= left - 1)
        key.push_back(static_cast<std::uint64_t>(memory.cap(static_cast<StateIndex>(s), left & ~(left - 1))));
      for (const auto& exit : chain.rows[s].exits)
        key.insert(key.end(), {static_cast<std::uint64_t>(exit.to), exit.probability});
    }
    const auto [it, is_new] = traces_.emplace(std::move(key), static_cast<int>(model_->chains.size()));
    if (is_new) {
      model_->chains.push_back(expand(s_, chain, memory, cycles, values_, model_->graph, diagnostics_));
      if (cycles < model_->grid.cycles) stop_after(model_->chains.back(), cycles, model_->graph);
    }
    return it->second;
  }

  /// An amount as its channel counts it.
  NodeId counted(NodeId amount, Outcome outcome) {
    const bool negative = options_.detail == Detail::totals && options_.years == 0 &&
                          outcome != Outcome::cost && s_.fewer_is_better();
    return negative ? model_->graph.unary(formula::NodeOp::negate, amount) : amount;
  }

  /// Amounts of a decision tree: no discounting, no membership.
  void add_expected(int strategy, int group, const std::vector<ExpectedAmount>& amounts) {
    auto& g = model_->graph;
    auto& categories = model_->categories[static_cast<std::size_t>(strategy)];
    for (const ExpectedAmount& amount : amounts) {
      int category = 0;
      if (amount.outcome == Outcome::cost) {
        const auto known = std::find(categories.begin(), categories.end(), amount.category);
        category = static_cast<int>(known - categories.begin());
        if (known == categories.end()) categories.push_back(amount.category);
      }
      if (g.is_constant(amount.node, 0)) continue;
      model_->amounts.push_back({amount.node, 0, 0, strategy, group, 0, amount.span, amount.branch});
      evly_.add_tree(amount, strategy, group, g);
      if (options_.keep_rewards)
        model_->rewards.push_back({strategy, group, amount.outcome, category, amount.node, g.constant(1)});
      const auto tree = static_cast<StateIndex>(s_.states.size());
      for (const auto& [channel, discounted] :
           channels_.fed_by({strategy, amount.outcome, true, category, tree, group}))
        expected_.push_back(
            {channel, RewardPlan::Final::kNoAccumulator, counted(amount.node, amount.outcome)});
    }
  }

  void add_rewards(int strategy, int group, int trace, const RewardTerms& rewards) {
    const CellChain& chain = model_->chains[static_cast<std::size_t>(trace)];
    std::vector<std::vector<const RewardTerm*>> by_state(s_.states.size());
    for (const RewardTerm& term : rewards.terms)
      by_state[static_cast<std::size_t>(term.state)].push_back(&term);
    auto& g = model_->graph;
    for (std::size_t i = 0; i < chain.cells.size(); ++i) {
      const Cell& cell = chain.cells[i];
      auto& list = cell_rewards_[{trace, static_cast<int>(i)}];
      for (const RewardTerm* term : by_state[static_cast<std::size_t>(cell.state)]) {
        const NodeId amount = values_.at(term->amount, cell);
        if (g.is_constant(amount, 0)) continue;
        // Nobody is there before the cell's first cycle, so its formula isn't asked for then.
        const int first = std::max(term->first, term->end_of_cycle ? cell.first - 1 : cell.first);
        // An amount that never changes may be asked for then, so that all cells of a state are alike.
        const bool always = (g.depends(amount) & formula::kCycle) == 0;
        if (first > term->last && !always) continue;
        const NodeId now = g.multiply(amount, term->discount);
        if (first <= term->last) {
          if (options_.keep_rewards)
            model_->rewards.push_back({strategy, group, term->outcome, term->category, amount, term->discount,
                                       static_cast<int>(i), term->end_of_cycle, std::max(first, 0),
                                       term->last});
          model_->amounts.push_back({now, first, term->last, strategy, group, cell.state, term->span});
          evly_.add(list, *term, strategy, group, std::max(first, 0), amount, now);
        }
        for (const auto& [channel, discounted] : channels_.fed_by(
                 {strategy, term->outcome, true, term->category, term->attributed, group, term->year}))
          list.push_back({counted(discounted ? now : amount, term->outcome), term->end_of_cycle,
                          std::max(always ? term->first : first, 0), term->last, channel});
      }
    }
  }

  void finish() {
    CompiledModel& m = *model_;
    formula::CycleTable tables(m.graph, m.grid.cycles);
    report_certain_faults(m, tables, diagnostics_);
    if (diagnostics_.has_errors()) return;
    RewardPlanner planner(m.graph, tables, m.grid.cycles);
    for (auto& [key, rewards] : cell_rewards_)
      planner.add(key.first, key.second, std::move(rewards));
    RewardPlan rewards = planner.finish(evly_.count());
    rewards.finals.insert(rewards.finals.end(), expected_.begin(), expected_.end());
    const bool by_subgroup = options_.by_subgroup && !s_.subgroups.empty();
    average_subgroups(rewards, m.outputs, m.weights, m.graph, by_subgroup);
    evly_.finish(m, rewards, static_cast<int>(grids_.size()), by_subgroup);
    if (planner.not_finite()) {
      report_amounts(m, m.base_values, diagnostics_);
      if (diagnostics_.has_errors()) return;
    }
    m.plan =
        schedule(m.graph, tables, m.chains, rewards, m.checks, m.crossing, static_cast<int>(m.inputs.size()),
                 static_cast<int>(m.outputs.size()) + m.hidden_outputs, m.grid.cycles, options_.keep_trace);
  }

  std::unique_ptr<CompiledModel> model_;
  const Scenario& s_;
  const CompileOptions& options_;
  Diagnostics& diagnostics_;
  ModelInputs inputs_;
  formula::ResolverContext context_;
  CounterValues values_;
  std::vector<TimeGrid> grids_; ///< one a subgroup
  std::map<std::vector<std::uint64_t>, int> traces_;
  OutputChannels channels_;
  std::map<std::pair<int, int>, std::vector<CellReward>> cell_rewards_;
  std::vector<RewardPlan::Final> expected_; ///< amounts of decision trees
  EvlySeries evly_;
};

} // namespace

std::unique_ptr<CompiledModel> compile(std::shared_ptr<const Scenario> scenario,
                                       const CompileOptions& options, Diagnostics& diagnostics) {
  if (options.varied.empty()) return Compiler(std::move(scenario), options, diagnostics).run();
  CompileOptions chosen = options;
  for (;;) {
    Diagnostics found;
    Compiler compiler(scenario, chosen, found);
    auto model = compiler.run();
    if (compiler.sizing().empty()) {
      diagnostics.append(found);
      return model;
    }
    for (const std::string& name : compiler.sizing())
      chosen.varied.erase(name);
  }
}

} // namespace cea
