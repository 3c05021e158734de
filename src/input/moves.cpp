#include "input/moves.h"

#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace cea::input {

namespace {

bool is_rest(const Node& node) {
  return node.is_scalar() && trim(node.text) == "rest";
}

/// Which entry of `transitions` a state's row comes from.
struct RowSource {
  const Entry* own = nullptr;
  const Entry* pattern = nullptr;
};

/// How entries are read: `transitions`, or `transition_rates`.
struct RowKind {
  bool rates = false;
  [[nodiscard]] const char* section() const { return rates ? "`transition_rates`" : "`transitions`"; }
  [[nodiscard]] const char* amount() const { return rates ? "rate" : "probability"; }
};

bool may_be_rest(const TransitionEntry& entry, RowKind kind, Context& context) {
  if (!entry.rest || !kind.rates) return true;
  context.diagnostics.error(entry.probability.span, "`rest` can't stand in `transition_rates`",
                            "give a rate per year; who doesn't leave stays");
  return false;
}

std::optional<TransitionEntry> read_entry(const Entry& entry, StateIndex from, RowKind kind,
                                          const StateSpace& space, Context& context) {
  if (!has_value(entry, kind.section(), context)) return std::nullopt;
  const std::string target = space.substitute(entry.key, from, entry.key_span, context);
  const auto to = space.single(target, entry.key_span, context);
  TransitionEntry result;
  result.span = entry.key_span;
  result.rest = is_rest(entry.value);
  if (!result.rest) {
    Node value = entry.value;
    value.text = space.substitute(entry.value.text, from, entry.value.span, context);
    auto formula =
        read_formula(value, fmt::format("the {} of moving to '{}'", kind.amount(), target), context);
    if (!formula) return std::nullopt;
    result.probability = *std::move(formula);
  } else {
    result.probability.span = entry.value.span;
  }
  if (!may_be_rest(result, kind, context) || !to) return std::nullopt;
  result.to = *to;
  return result;
}

/// A rate to the state itself moves nobody: by a pattern it falls away, by name it is a mistake.
bool leaves(const TransitionEntry& entry, StateIndex from, const TransitionRow& row, RowKind kind,
            const StateSpace& space, Context& context) {
  if (!kind.rates || entry.to != from) return true;
  if (!row.by_pattern)
    context.diagnostics.error(
        entry.span,
        fmt::format("the row of '{}' has a rate to '{}' itself", space.state(from).id, space.state(from).id),
        "leave it out: who doesn't leave stays");
  return false;
}

void add_entry(TransitionRow& row, TransitionEntry entry, StateIndex from, const StateSpace& space,
               Context& context) {
  const auto same = std::find_if(row.entries.begin(), row.entries.end(),
                                 [&](const TransitionEntry& e) { return e.to == entry.to; });
  if (same == row.entries.end()) {
    row.entries.push_back(std::move(entry));
    return;
  }
  context.diagnostics.error(entry.span,
                            fmt::format("two entries of the row of '{}' go to '{}'; the other stands in {}",
                                        space.state(from).id, space.state(entry.to).id,
                                        line_of(same->span, entry.span)));
}

TransitionRow read_row(const Entry& entry, StateIndex from, bool by_pattern, RowKind kind,
                       const StateSpace& space, Context& context) {
  TransitionRow row;
  row.by_pattern = by_pattern;
  row.span = entry.key_span;
  if (!expect_map(entry.value, fmt::format("the row of '{}'", entry.key), context)) return row;
  for (const Entry& target : entry.value.entries)
    if (auto read = read_entry(target, from, kind, space, context);
        read && leaves(*read, from, row, kind, space, context))
      add_entry(row, *std::move(read), from, space, context);
  if (entry.value.entries.empty())
    context.diagnostics.error(entry.key_span, fmt::format("the row of '{}' is empty", entry.key),
                              "a living state without exits has `absorbing: true`");
  return row;
}

void note_source(std::vector<RowSource>& sources, const Entry& entry, const std::string& section,
                 const StateSpace& space, Context& context) {
  if (!has_value(entry, section, context)) return;
  const auto match = space.match(entry.key, entry.key_span, context);
  if (!match) return;
  for (const StateIndex s : match->states) {
    RowSource& source = sources[static_cast<std::size_t>(s)];
    if (match->pattern && !space.state(s).alive) continue; // patterns describe the living
    if (!match->pattern)
      source.own = &entry;
    else if (source.pattern == nullptr)
      source.pattern = &entry;
    else
      context.diagnostics.error(
          entry.key_span,
          fmt::format("the patterns '{}' ({}) and '{}' both match the state '{}'", source.pattern->key,
                      line_of(source.pattern->key_span, entry.key_span), entry.key, space.state(s).id),
          "give this state a row of its own, or narrow one of the patterns");
  }
}

std::vector<RowSource> row_sources(const Node& node, const std::string& section, const StateSpace& space,
                                   Context& context) {
  std::vector<RowSource> sources(space.size());
  for (const Entry& entry : node.entries)
    note_source(sources, entry, section, space, context);
  return sources;
}

void check_has_exits(StateIndex s, const Entry& entry, const StateSpace& space, Context& context) {
  const HealthState& state = space.state(s);
  if (!state.alive)
    context.diagnostics.error(entry.key_span, fmt::format("the dead state '{}' can't have a row", state.id),
                              "nobody leaves it: remove the row");
  else if (state.absorbing)
    context.diagnostics.error(
        entry.key_span,
        fmt::format("'{}' has a row, but is absorbing ({})", state.id, line_of(state.span, entry.key_span)),
        "remove the row, or `absorbing: true`");
}

std::map<StateIndex, TransitionRow> read_transitions(const Node& node, RowKind kind, const StateSpace& space,
                                                     Context& context) {
  std::map<StateIndex, TransitionRow> rows;
  if (!expect_map(node, kind.section(), context)) return rows;
  const auto sources = row_sources(node, kind.section(), space, context);
  for (std::size_t s = 0; s < sources.size(); ++s) {
    const bool own = sources[s].own != nullptr;
    const Entry* entry = own ? sources[s].own : sources[s].pattern;
    if (entry == nullptr) continue;
    const auto state = static_cast<StateIndex>(s);
    check_has_exits(state, *entry, space, context);
    if (kind.rates && space.state(state).limit)
      context.diagnostics.error(
          space.state(state).limit->span,
          fmt::format("'{}' has a `limit`, but its row is one of rates ({})", space.state(state).id,
                      line_of(entry->key_span, space.state(state).limit->span)),
          "who reaches a limit moves on to the target marked `rest`, which only `transitions` have");
    rows.emplace(state, read_row(*entry, state, !own, kind, space, context));
  }
  return rows;
}

void read_start(const Node& node, const StateSpace& space, Moves& moves, Context& context) {
  if (!expect_map(node, "`start`", context)) return;
  moves.start_span = node.span;
  for (const Entry& entry : node.entries) {
    if (!has_value(entry, "`start`", context)) continue;
    const auto state = space.single(entry.key, entry.key_span, context);
    Transitions::Start start;
    start.rest = is_rest(entry.value);
    start.share.span = entry.value.span;
    if (!start.rest)
      start.share = read_formula(entry.value, fmt::format("the start of '{}'", entry.key), context)
                        .value_or(FormulaText{});
    start.state = state.value_or(0);
    if (state) moves.start.push_back(std::move(start));
  }
  const auto rests =
      std::count_if(moves.start.begin(), moves.start.end(), [](const auto& s) { return s.rest; });
  if (rests > 1) context.diagnostics.error(node.span, "`start` has more than one `rest`");
  if (node.entries.empty()) context.diagnostics.error(node.span, "`start` names no state");
}

/// The common row with the entries that the strategy replaces or adds.
TransitionRow replace_entries(TransitionRow row, const TransitionRow& own, StateIndex from) {
  row.span = own.span;
  for (const TransitionEntry& entry : own.entries) {
    const auto same = std::find_if(row.entries.begin(), row.entries.end(),
                                   [&](const TransitionEntry& e) { return e.to == entry.to; });
    if (same == row.entries.end())
      row.entries.push_back(entry);
    else
      *same = entry;
    // Whether what is left over joins the state's own entry is said by the row that has that entry.
    if (entry.to == from) row.by_pattern = own.by_pattern;
  }
  return row;
}

void check_rest(const TransitionRow& row, StateIndex from, const StateSpace& space, Context& context) {
  const TransitionEntry* first = nullptr;
  for (const TransitionEntry& entry : row.entries) {
    if (!entry.rest) continue;
    if (first != nullptr)
      context.diagnostics.error(entry.span,
                                fmt::format("the row of '{}' has `rest` twice, also in {}",
                                            space.state(from).id, line_of(first->span, entry.span)),
                                "one target takes what is left over");
    first = &entry;
  }
}

/// Reports what all strategies lack once, and otherwise for each strategy that lacks it.
template <typename Lacks>
void report_lacking(const std::vector<NamedMoves>& strategies, Lacks lacks, const Span& at,
                    const std::string& message, const std::string& hint, Context& context) {
  if (std::all_of(strategies.begin(), strategies.end(), lacks)) {
    context.diagnostics.error(at, message, hint);
    return;
  }
  for (const NamedMoves& strategy : strategies)
    if (lacks(strategy))
      context.diagnostics.error(at, fmt::format("{} in the strategy '{}'", message, strategy.id), hint);
}

} // namespace

std::map<StateIndex, FormulaText> read_mortality(const Node& node, const StateSpace& space,
                                                 Context& context) {
  std::map<StateIndex, FormulaText> mortality;
  if (!node.is_map()) {
    const auto formula = read_formula(node, "`mortality`", context);
    if (formula)
      for (const StateIndex s : space.living())
        mortality.emplace(s, *formula);
    return mortality;
  }
  const auto sources = row_sources(node, "`mortality`", space, context);
  for (std::size_t s = 0; s < sources.size(); ++s) {
    const Entry* entry = sources[s].own != nullptr ? sources[s].own : sources[s].pattern;
    if (entry == nullptr) continue;
    const auto state = static_cast<StateIndex>(s);
    if (!space.state(state).alive)
      context.diagnostics.error(entry->key_span,
                                fmt::format("the dead state '{}' has no mortality", entry->key));
    Node value = entry->value;
    value.text = space.substitute(value.text, state, value.span, context);
    if (auto formula = read_formula(value, fmt::format("the mortality of '{}'", entry->key), context))
      mortality.emplace(state, *std::move(formula));
  }
  return mortality;
}

namespace {

void read_rows(const MoveSections& sections, const StateSpace& space, Moves& moves, Context& context) {
  if (sections.transitions != nullptr) {
    moves.section = {"transitions", sections.transitions->span};
    moves.rows = read_transitions(*sections.transitions, {}, space, context);
  }
  if (sections.matrix != nullptr) {
    if (moves.section)
      context.diagnostics.error(sections.matrix->span,
                                "`matrix` gives the transitions whole, but there is `transitions` too",
                                "keep one of them");
    moves.section = {"matrix", sections.matrix->span};
    moves.rows = read_matrix(*sections.matrix, space, context);
  }
  if (sections.rates == nullptr) return;
  auto rows = read_transitions(*sections.rates, {.rates = true}, space, context);
  Moves by_rates;
  by_rates.section = {"transition_rates", sections.rates->span};
  check_same_kind(moves, by_rates, context);
  moves.section = by_rates.section;
  moves.rows.merge(rows);
}

} // namespace

bool check_same_kind(const Moves& moves, const Moves& other, Context& context) {
  if (!moves.section || !other.section || moves.by_rates() == other.by_rates()) return true;
  const Moves::Section& first = *moves.section;
  context.diagnostics.error(other.section->span,
                            fmt::format("`{}` and `{}` ({}) can't both move people in one strategy",
                                        other.section->key, first.key,
                                        line_of(first.span, other.section->span)),
                            "give all rows as rates, or all as probabilities per cycle: of a rate, "
                            "rate_to_prob(rate, cycle_length)");
  return false;
}

Moves read_moves(const MoveSections& sections, const StateSpace& space, Context& context) {
  Moves moves;
  read_rows(sections, space, moves, context);
  if (sections.start != nullptr) read_start(*sections.start, space, moves, context);
  if (sections.mortality == nullptr) return moves;
  moves.mortality = read_mortality(*sections.mortality, space, context);
  const auto dead = space.dead().size();
  if (dead == 1 || space.size() == 0) return moves;
  context.diagnostics.error(sections.mortality->span,
                            dead == 0 ? "`mortality` needs a dead state"
                                      : "`mortality` needs a single dead state, but there are several",
                            dead == 0 ? "as `dead: {alive: false}` under `states:`"
                                      : "give the moves to each dead state as entries of `transitions:`");
  return moves;
}

Transitions complete_moves(const Moves& common, const Moves& own, const StateSpace& space) {
  Transitions all;
  all.rows.resize(space.size());
  all.mortality.resize(space.size());
  for (const auto& [state, row] : common.rows)
    all.rows[static_cast<std::size_t>(state)] = row;
  for (const auto& [state, row] : own.rows) {
    auto& target = all.rows[static_cast<std::size_t>(state)];
    target = target ? replace_entries(*std::move(target), row, state) : row;
  }
  for (const auto& [state, formula] : common.mortality)
    all.mortality[static_cast<std::size_t>(state)] = formula;
  for (const auto& [state, formula] : own.mortality)
    all.mortality[static_cast<std::size_t>(state)] = formula;
  all.by_rates = own.section ? own.by_rates() : common.by_rates();
  const Moves& starting = own.start_span.file ? own : common;
  all.start = starting.start;
  all.start_span = starting.start_span;
  return all;
}

void check_moves(const std::vector<NamedMoves>& strategies, const StateSpace& space, const Span& file,
                 Context& context) {
  for (std::size_t s = 0; s < space.size(); ++s) {
    const HealthState& state = space.states()[s];
    for (const NamedMoves& strategy : strategies)
      if (strategy.moves->rows[s])
        check_rest(*strategy.moves->rows[s], static_cast<StateIndex>(s), space, context);
    if (!state.alive || state.absorbing) continue;
    const auto lacks_row = [&](const NamedMoves& strategy) { return !strategy.moves->rows[s]; };
    report_lacking(strategies, lacks_row, state.span,
                   fmt::format("the living state '{}' has no row in `{}`", state.id,
                               strategies.front().moves->by_rates ? "transition_rates" : "transitions"),
                   "give it a row, or `absorbing: true` if its only exit is mortality", context);
  }
  const auto lacks_start = [](const NamedMoves& strategy) {
    return !strategy.moves->start_span.file && !strategy.starts_in_tree;
  };
  report_lacking(strategies, lacks_start, {file.file, 1, 1}, "the section `start:` is missing",
                 "where the cohort begins, as `start: {well: 1}`", context);
}

} // namespace cea::input
