#include "input/limits.h"
#include "input/state_space.h"

#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace cea::input {

namespace {

constexpr std::array<std::string_view, 4> kReservedIds = {"alive", "any", "rest", "layers"};

/// The entry that describes a state: its own, or the pattern's.
struct Description {
  const Entry* own = nullptr;
  const Entry* pattern = nullptr;
};

bool check_state_id(const std::string& kind, const std::string& id, const Span& at, Context& context) {
  if (std::find(kReservedIds.begin(), kReservedIds.end(), id) == kReservedIds.end())
    return check_id(kind, id, at, context.diagnostics);
  context.diagnostics.error(at,
                            fmt::format("a {} can't be called '{}': the language uses this word", kind, id));
  return false;
}

std::vector<std::string> read_layer_values(const Entry& entry, Context& context) {
  std::vector<std::string> values;
  if (!entry.value.is_sequence() || entry.value.items.empty()) {
    context.diagnostics.error(entry.value.span,
                              fmt::format("the layer '{}' must be a list of values", entry.key),
                              "as `treatment: [drug, none]`");
    return values;
  }
  for (const Node& item : entry.value.items) {
    const std::string value = read_text(item, "a value of a layer", context);
    if (!item.is_scalar() || !check_state_id("value of a layer", value, item.span, context)) continue;
    if (std::find(values.begin(), values.end(), value) != values.end())
      context.diagnostics.error(item.span,
                                fmt::format("'{}' stands twice in the layer '{}'", value, entry.key));
    else
      values.push_back(value);
  }
  return values;
}

std::vector<Layer> read_layers(const Node& node, Context& context) {
  std::vector<Layer> layers;
  if (!expect_map(node, "`layers`", context)) return layers;
  for (const Entry& entry : node.entries) {
    if (!has_value(entry, "`layers`", context)) continue;
    if (!check_id("layer", entry.key, entry.key_span, context.diagnostics)) continue;
    Layer layer{entry.key, read_layer_values(entry, context)};
    if (!layer.values.empty()) layers.push_back(std::move(layer));
  }
  return layers;
}

/// All combinations of layer values, the first layer varying slowest.
void add_combinations(StateSpace& space, const Span& at, Context& context) {
  std::size_t count = space.layers.empty() ? 0 : 1;
  for (const Layer& layer : space.layers)
    count = std::min(count * layer.values.size(), kMostStates + 1);
  if (count > kMostStates) {
    context.diagnostics.error(at, fmt::format("the layers make more than {} states", kMostStates));
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    HealthState state;
    state.span = at;
    std::size_t rest = i;
    for (std::size_t l = space.layers.size(); l-- > 0; rest /= space.layers[l].values.size())
      state.layer_values.insert(state.layer_values.begin(),
                                space.layers[l].values[rest % space.layers[l].values.size()]);
    state.id = join(state.layer_values, ".");
    space.add(std::move(state));
  }
}

/// `10 cycles`, or a duration.
void read_limit(Node node, HealthState& state, Context& context) {
  for (const std::string_view unit : {" cycles", " cycle"})
    if (node.is_scalar() && node.text.ends_with(unit)) {
      node.text.resize(node.text.size() - unit.size());
      state.limit_in_cycles = true;
      state.limit = read_formula(node, "`limit`", context);
      return;
    }
  state.limit = read_duration(node, "`limit`", context);
}

void describe(StateSpace& space, StateIndex s, const Entry& entry, Context& context) {
  const std::string what = fmt::format("the state '{}'", entry.key);
  const MapReader map(entry.value, Place::state, what,
                      {"label", "alive", "absorbing", "cost", "utility", "limit"}, context);
  if (!map.is_map()) return;
  const auto text_of = [&](const Node& node) {
    Node copy = node;
    copy.text = space.substitute(node.text, s, node.span, context);
    return copy;
  };
  HealthState& state = space.states()[static_cast<std::size_t>(s)];
  state.span = entry.key_span;
  if (const Node* label = map.get("label")) state.label = read_prose(text_of(*label), "`label`", context);
  if (const Node* alive = map.get("alive")) state.alive = read_flag(*alive, "`alive`", context);
  if (const Node* absorbing = map.get("absorbing"))
    state.absorbing = read_flag(*absorbing, "`absorbing`", context);
  if (const Node* limit = map.get("limit")) read_limit(text_of(*limit), state, context);
  if (const Node* cost = map.get("cost")) state.cost = read_formula(text_of(*cost), "`cost`", context);
  if (const Node* utility = map.get("utility"))
    state.utility = read_formula(text_of(*utility), "`utility`", context);
}

void note_description(const StateSpace& space, std::vector<Description>& of, const Entry& entry,
                      Context& context) {
  const auto match = space.match(entry.key, entry.key_span, context);
  if (!match) return;
  for (const StateIndex s : match->states) {
    Description& d = of[static_cast<std::size_t>(s)];
    if (!match->pattern) {
      d.own = &entry;
    } else if (d.pattern == nullptr) {
      d.pattern = &entry;
    } else {
      context.diagnostics.error(entry.key_span,
                                fmt::format("the patterns '{}' ({}) and '{}' both match the state '{}'",
                                            d.pattern->key, line_of(d.pattern->key_span, entry.key_span),
                                            entry.key, space.state(s).id),
                                "describe this state by an entry of its own, or narrow one of the patterns");
    }
  }
}

/// Adds the states outside the layers, in file order.
void add_single_states(StateSpace& space, const Node& node, Context& context) {
  for (const Entry& entry : node.entries) {
    if (entry.key == "layers" || space.find(entry.key) || space.is_pattern(entry.key)) continue;
    if (entry.key.find('.') != std::string::npos) continue; // reported when it is matched
    if (!check_state_id("state", entry.key, entry.key_span, context)) continue;
    HealthState state;
    state.id = entry.key;
    state.span = entry.key_span;
    space.add(std::move(state));
  }
}

void check_utilities(const StateSpace& space, Context& context) {
  const auto has_utility = [](const HealthState& s) { return s.alive && s.utility.has_value(); };
  if (std::none_of(space.states().begin(), space.states().end(), has_utility)) return;
  for (const HealthState& state : space.states())
    if (state.alive && !state.utility)
      context.diagnostics.error(
          state.span, fmt::format("the living state '{}' has no utility, but others have", state.id),
          "give it `utility:`, 0 if that is meant");
}

} // namespace

StateSpace read_states(const Node* node, Context& context) {
  StateSpace space;
  if (node == nullptr || !expect_map(*node, "`states`", context)) return space;
  if (const Node* layers = node->find("layers"); layers != nullptr && !layers->is_null()) {
    space.layers = read_layers(*layers, context);
    add_combinations(space, layers->span, context);
  }
  add_single_states(space, *node, context);
  if (space.size() > kMostStates) {
    context.diagnostics.error(node->span, fmt::format("more than {} states", kMostStates));
    return space;
  }
  std::vector<Description> descriptions(space.size());
  for (const Entry& entry : node->entries) {
    const bool bad_id =
        entry.key.find('.') == std::string::npos && !space.find(entry.key) && !space.is_pattern(entry.key);
    if (has_value(entry, "`states`", context) && entry.key != "layers" && !bad_id)
      note_description(space, descriptions, entry, context);
  }
  for (std::size_t s = 0; s < space.size(); ++s) {
    const Description& d = descriptions[s];
    if (d.own != nullptr || d.pattern != nullptr)
      describe(space, static_cast<StateIndex>(s), d.own != nullptr ? *d.own : *d.pattern, context);
  }
  if (space.size() == 0) context.diagnostics.error(node->span, "`states` names no state");
  check_utilities(space, context);
  return space;
}

std::vector<Clock> read_clocks(const Node* node, const StateSpace& space, Context& context) {
  std::vector<Clock> clocks;
  if (node == nullptr || !expect_map(*node, "`clocks`", context)) return clocks;
  for (const Entry& entry : node->entries) {
    if (!has_value(entry, "`clocks`", context)) continue;
    check_formula_name("clock", entry.key, entry.key_span, context.diagnostics);
    const MapReader map(entry.value, Place::clock, fmt::format("the clock '{}'", entry.key), {"in"}, context);
    if (!map.is_map()) continue;
    Clock clock{entry.key, {}, entry.key_span};
    if (const Node* in = map.require("in")) clock.states = space.match_list(*in, "`in`", context);
    clocks.push_back(std::move(clock));
  }
  return clocks;
}

} // namespace cea::input
