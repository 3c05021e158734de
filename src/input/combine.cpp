#include "input/read_strategies.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace cea::input {

namespace {

bool same_formula(const FormulaText& a, const FormulaText& b) {
  return a.text == b.text;
}

bool same_setting(const SetEntry& a, const SetEntry& b) {
  const std::string distribution_a = a.distribution ? a.distribution->text : std::string();
  const std::string distribution_b = b.distribution ? b.distribution->text : std::string();
  return same_formula(a.value, b.value) && distribution_a == distribution_b && a.unit.text == b.unit.text;
}

bool same_entry(const TransitionEntry& a, const TransitionEntry& b) {
  return a.rest == b.rest && same_formula(a.probability, b.probability);
}

bool same_start(const std::vector<Transitions::Start>& a, const std::vector<Transitions::Start>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.state == y.state && x.rest == y.rest && same_formula(x.share, y.share);
  });
}

/// Adds members one after the other to what the combination gets from them.
class Combiner {
public:
  Combiner(const StrategyParts& own, const StateSpace& space, Context& context)
      : own_(&own), space_(&space), context_(&context) {}

  void add(const StrategyParts& member, const Span& at) {
    at_ = at;
    for (const SetEntry& entry : member.set)
      add_setting(entry, own_->set, all_.set, {});
    for (const SubgroupSettings& group : member.subgroups)
      for (const SetEntry& entry : group.set)
        add_setting(entry, settings_in(own_->subgroups, group.id), in_subgroup(all_.subgroups, group),
                    fmt::format(" in the subgroup '{}'", group.id));
    add_items(member.costs, own_->costs, all_.costs);
    add_items(member.effects, own_->effects, all_.effects);
    if (check_same_kind(all_.moves, member.moves, *context_))
      for (const auto& [state, row] : member.moves.rows)
        add_row(state, row);
    if (!all_.moves.section) all_.moves.section = member.moves.section;
    for (const auto& [state, formula] : member.moves.mortality)
      add_mortality(state, formula);
    add_start(member.moves);
    all_.tree = joined(
        all_.tree, member.tree, own_->tree,
        [&](const std::string& what, const Span& first, const Span& second) { clash(what, first, second); });
    for (const CurveChoice& choice : member.curves)
      add_curve(choice);
  }

  /// The members' parts with the combination's own in front of them.
  StrategyParts finish() {
    StrategyParts result = *own_;
    result.set = all_.set;
    result.set.insert(result.set.end(), own_->set.begin(), own_->set.end());
    result.subgroups = all_.subgroups;
    for (const SubgroupSettings& group : own_->subgroups) {
      auto& set = in_subgroup(result.subgroups, group);
      set.insert(set.end(), group.set.begin(), group.set.end());
    }
    result.costs.insert(result.costs.begin(), all_.costs.begin(), all_.costs.end());
    result.effects.insert(result.effects.begin(), all_.effects.begin(), all_.effects.end());
    check_same_kind(all_.moves, own_->moves, *context_);
    if (!result.moves.section) result.moves.section = all_.moves.section;
    for (const auto& [state, row] : all_.moves.rows)
      join_row(result.moves.rows, state, row);
    for (const auto& [state, formula] : all_.moves.mortality)
      result.moves.mortality.emplace(state, formula);
    result.curves.insert(result.curves.end(), all_.curves.begin(), all_.curves.end());
    if (!result.moves.start_span.file) {
      result.moves.start = all_.moves.start;
      result.moves.start_span = all_.moves.start_span;
    }
    if (all_.tree.given() && !own_->tree.dropped) {
      result.tree = all_.tree;
      result.tree.layers.insert(result.tree.layers.end(), own_->tree.layers.begin(), own_->tree.layers.end());
    }
    return result;
  }

private:
  void clash(const std::string& what, const Span& first, const Span& second) {
    context_->diagnostics.error(
        at_,
        fmt::format("the strategies that '{}' combines clash: {} differs between {} and {}", own_->id, what,
                    line_of(first, at_), line_of(second, at_)),
        fmt::format("settle it by an entry of '{}' itself", own_->id));
  }

  void add_setting(const SetEntry& entry, const std::vector<SetEntry>& own, std::vector<SetEntry>& all,
                   const std::string& where) {
    const auto same_name = [&](const SetEntry& e) { return e.name == entry.name; };
    if (std::any_of(own.begin(), own.end(), same_name)) return;
    const auto known = std::find_if(all.begin(), all.end(), same_name);
    if (known == all.end())
      all.push_back(entry);
    else if (!same_setting(*known, entry))
      clash(fmt::format("the setting of '{}'{}", entry.name, where), known->span, entry.span);
  }

  static std::vector<SetEntry> settings_in(const std::vector<SubgroupSettings>& groups,
                                           const std::string& id) {
    const auto it =
        std::find_if(groups.begin(), groups.end(), [&](const SubgroupSettings& g) { return g.id == id; });
    return it == groups.end() ? std::vector<SetEntry>{} : it->set;
  }

  static std::vector<SetEntry>& in_subgroup(std::vector<SubgroupSettings>& groups,
                                            const SubgroupSettings& wanted) {
    for (SubgroupSettings& g : groups)
      if (g.id == wanted.id) return g.set;
    return groups.emplace_back(SubgroupSettings{wanted.id, {}, wanted.span}).set;
  }

  void add_items(const std::vector<ReadItem>& items, const std::vector<ReadItem>& own,
                 std::vector<ReadItem>& all) {
    for (const ReadItem& item : items) {
      const auto same_id = [&](const ReadItem& other) { return other.item.id == item.item.id; };
      if (std::any_of(own.begin(), own.end(), same_id)) continue;
      const auto known = std::find_if(all.begin(), all.end(), same_id);
      if (known == all.end())
        all.push_back(item);
      else if (!same_content(*known->node, *item.node))
        clash(fmt::format("the item '{}'", item.item.id), known->item.span, item.item.span);
    }
  }

  [[nodiscard]] bool own_has(StateIndex from, StateIndex to) const {
    const auto row = own_->moves.rows.find(from);
    if (row == own_->moves.rows.end()) return false;
    const auto& entries = row->second.entries;
    return std::any_of(entries.begin(), entries.end(), [&](const TransitionEntry& e) { return e.to == to; });
  }

  void add_row(StateIndex from, const TransitionRow& row) {
    const auto [at, fresh] = all_.moves.rows.emplace(from, row);
    if (fresh) return;
    auto& entries = at->second.entries;
    for (const TransitionEntry& entry : row.entries) {
      const auto known = std::find_if(entries.begin(), entries.end(),
                                      [&](const TransitionEntry& e) { return e.to == entry.to; });
      if (known == entries.end())
        entries.push_back(entry);
      else if (!same_entry(*known, entry) && !own_has(from, entry.to))
        clash(fmt::format("the move '{} -> {}'", space_->state(from).id, space_->state(entry.to).id),
              known->span, entry.span);
    }
  }

  void add_mortality(StateIndex state, const FormulaText& formula) {
    const auto [known, fresh] = all_.moves.mortality.emplace(state, formula);
    if (!fresh && !same_formula(known->second, formula) && !own_->moves.mortality.contains(state))
      clash(fmt::format("the mortality of '{}'", space_->state(state).id), known->second.span, formula.span);
  }

  void add_curve(const CurveChoice& choice) {
    const auto same_name = [&](const CurveChoice& c) { return c.name == choice.name; };
    if (std::any_of(own_->curves.begin(), own_->curves.end(), same_name)) return;
    const auto known = std::find_if(all_.curves.begin(), all_.curves.end(), same_name);
    if (known == all_.curves.end())
      all_.curves.push_back(choice);
    else if (known->chosen != choice.chosen)
      clash(fmt::format("the curve '{}'", choice.name), known->span, choice.span);
  }

  void add_start(const Moves& member) {
    if (!member.start_span.file) return;
    if (!all_.moves.start_span.file) {
      all_.moves.start = member.start;
      all_.moves.start_span = member.start_span;
    } else if (!same_start(all_.moves.start, member.start) && !own_->moves.start_span.file) {
      clash("`start`", all_.moves.start_span, member.start_span);
    }
  }

  static void join_row(std::map<StateIndex, TransitionRow>& rows, StateIndex from,
                       const TransitionRow& members) {
    const auto [at, fresh] = rows.emplace(from, members);
    if (fresh) return;
    auto& entries = at->second.entries;
    for (const TransitionEntry& entry : members.entries) {
      const auto same = [&](const TransitionEntry& e) { return e.to == entry.to; };
      if (std::none_of(entries.begin(), entries.end(), same)) entries.push_back(entry);
    }
  }

  const StrategyParts* own_;
  const StateSpace* space_;
  Context* context_;
  StrategyParts all_;
  Span at_;
};

/// Resolves combinations of combinations, members first.
class Resolver {
public:
  Resolver(std::vector<StrategyParts>& strategies, const StateSpace& space, Context& context)
      : strategies_(&strategies), space_(&space), context_(&context),
        state_(strategies.size(), Progress::none) {
    for (std::size_t i = 0; i < strategies.size(); ++i) {
      index_.emplace(strategies[i].id, i);
      ids_.push_back(strategies[i].id);
    }
  }

  void resolve_all() {
    for (std::size_t i = 0; i < strategies_->size(); ++i)
      resolve(i);
  }

private:
  enum class Progress { none, running, done };

  void resolve(std::size_t i) {
    if (state_[i] == Progress::done) return;
    state_[i] = Progress::running;
    StrategyParts& own = (*strategies_)[i];
    Combiner combiner(own, *space_, *context_);
    for (std::size_t m = 0; m < own.combines.size(); ++m)
      if (const auto member = find_member(own, m))
        combiner.add((*strategies_)[*member], own.combines_spans[m]);
    if (!own.combines.empty()) own = combiner.finish();
    state_[i] = Progress::done;
  }

  std::optional<std::size_t> find_member(const StrategyParts& own, std::size_t m) {
    const std::string& id = own.combines[m];
    const auto at = index_.find(id);
    if (at == index_.end()) {
      context_->diagnostics.error(own.combines_spans[m], fmt::format("no strategy is called '{}'", id),
                                  suggestion(id, ids_));
      return std::nullopt;
    }
    if (state_[at->second] == Progress::running) {
      context_->diagnostics.error(own.combines_spans[m],
                                  fmt::format("'{}' combines itself through '{}'", id, own.id));
      return std::nullopt;
    }
    resolve(at->second);
    return at->second;
  }

  std::vector<StrategyParts>* strategies_;
  const StateSpace* space_;
  Context* context_;
  std::vector<Progress> state_;
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<std::string> ids_;
};

} // namespace

void resolve_combinations(std::vector<StrategyParts>& strategies, const StateSpace& space, Context& context) {
  Resolver(strategies, space, context).resolve_all();
}

} // namespace cea::input
