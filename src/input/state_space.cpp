#include "input/state_space.h"

#include "formula/ast.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace cea::input {

namespace {

constexpr std::string_view kAny = "any";
constexpr std::string_view kAlive = "alive";

} // namespace

void StateSpace::add(HealthState state) {
  index_.emplace(state.id, static_cast<StateIndex>(states_.size()));
  states_.push_back(std::move(state));
}

std::optional<StateIndex> StateSpace::find(const std::string& id) const {
  const auto at = index_.find(id);
  return at == index_.end() ? std::nullopt : std::optional(at->second);
}

std::vector<StateIndex> StateSpace::living() const {
  std::vector<StateIndex> found;
  for (std::size_t s = 0; s < states_.size(); ++s)
    if (states_[s].alive) found.push_back(static_cast<StateIndex>(s));
  return found;
}

std::vector<StateIndex> StateSpace::dead() const {
  std::vector<StateIndex> found;
  for (std::size_t s = 0; s < states_.size(); ++s)
    if (!states_[s].alive) found.push_back(static_cast<StateIndex>(s));
  return found;
}

bool StateSpace::is_pattern(std::string_view key) const {
  const auto parts = split(key, '.');
  return !layers.empty() && parts.size() == layers.size() &&
         std::find(parts.begin(), parts.end(), kAny) != parts.end();
}

bool StateSpace::matches(const std::vector<std::string_view>& parts, const HealthState& state) const {
  if (state.layer_values.size() != parts.size()) return false;
  return std::equal(
      parts.begin(), parts.end(), state.layer_values.begin(),
      [](std::string_view part, const std::string& value) { return part == kAny || part == value; });
}

bool StateSpace::check_values(const std::vector<std::string_view>& parts, const Span& at,
                              Context& context) const {
  bool good = true;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& values = layers[i].values;
    if (parts[i] == kAny || std::find(values.begin(), values.end(), parts[i]) != values.end()) continue;
    const std::string value(parts[i]);
    std::string hint = suggestion(value, values);
    if (hint.empty()) hint = fmt::format("its values are {}", join(values, ", "));
    context.diagnostics.error(at, fmt::format("the layer '{}' has no value '{}'", layers[i].name, value),
                              hint);
    good = false;
  }
  return good;
}

void StateSpace::report_unknown(const std::string& key, const Span& at, Context& context) const {
  if (states_.empty()) return; // the section itself is wrong, which was said
  const auto parts = split(key, '.');
  if (!layers.empty() && parts.size() == layers.size() && parts.size() > 1) {
    check_values(parts, at, context);
    return;
  }
  std::vector<std::string> ids;
  if (!hints_are_wasted(context.diagnostics))
    for (const HealthState& state : states_)
      ids.push_back(state.id);
  std::string hint = suggestion(key, ids);
  if (hint.empty() && parts.size() > 1)
    hint = layers.empty() ? "there are no layers"
                          : fmt::format("states and patterns have {} parts", layers.size());
  constexpr std::size_t most_named = 12;
  if (hint.empty() && !ids.empty() && ids.size() <= most_named)
    hint = fmt::format("the states are {}", join(ids, ", "));
  context.diagnostics.error(at, fmt::format("no state is called '{}'", key), std::move(hint));
}

std::optional<StateMatch> StateSpace::match(const std::string& key, const Span& at, Context& context) const {
  if (const auto one = find(key)) return StateMatch{{*one}, false};
  if (key == kAlive) return StateMatch{living(), true};
  if (!is_pattern(key)) {
    report_unknown(key, at, context);
    return std::nullopt;
  }
  const auto parts = split(key, '.');
  if (!check_values(parts, at, context)) return std::nullopt;
  StateMatch match{{}, true};
  for (std::size_t s = 0; s < states_.size(); ++s)
    if (matches(parts, states_[s])) match.states.push_back(static_cast<StateIndex>(s));
  return match;
}

std::optional<StateIndex> StateSpace::single(const std::string& id, const Span& at, Context& context) const {
  if (const auto one = find(id)) return one;
  if (is_pattern(id) || id == kAlive)
    context.diagnostics.error(
        at, fmt::format("'{}' is a pattern, but one state belongs here", id),
        layers.empty() ? ""
                       : fmt::format("`<{}>` stands for the value of the matched state", layers[0].name));
  else
    report_unknown(id, at, context);
  return std::nullopt;
}

std::vector<StateIndex> StateSpace::match_list(const Node& node, const std::string& what,
                                               Context& context) const {
  std::vector<StateIndex> all;
  for (const Node* item : as_list(node)) {
    if (!item->is_scalar()) {
      context.diagnostics.error(item->span, fmt::format("{} must name states", what),
                                "a state, a pattern, `alive`, or a list of these");
      continue;
    }
    if (const auto match = this->match(item->text, item->span, context))
      all.insert(all.end(), match->states.begin(), match->states.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

void StateSpace::append_value(std::string& out, std::string_view layer, StateIndex s, const Span& at,
                              Context& context) const {
  const auto found =
      std::find_if(layers.begin(), layers.end(), [&](const Layer& l) { return l.name == layer; });
  const HealthState& state = this->state(s);
  if (found != layers.end() && !state.layer_values.empty()) {
    out += state.layer_values[static_cast<std::size_t>(found - layers.begin())];
    return;
  }
  std::vector<std::string> names;
  for (const Layer& l : layers)
    names.push_back(l.name);
  const std::string name(layer);
  context.diagnostics.error(
      at,
      found == layers.end()
          ? fmt::format("no layer is called '{}'", name)
          : fmt::format("'{}' isn't in the layers, so `<{}>` means nothing here", state.id, name),
      suggestion(name, names));
  out += name; // keeps the rest of the text checkable
}

std::string StateSpace::substitute(const std::string& text, StateIndex s, const Span& at,
                                   Context& context) const {
  std::string out;
  std::size_t from = 0;
  for (std::size_t open = text.find('<'); open != std::string::npos; open = text.find('<', from)) {
    const std::size_t close = text.find('>', open);
    if (close == std::string::npos) break;
    const std::string_view name = std::string_view(text).substr(open + 1, close - open - 1);
    out.append(text, from, open - from);
    from = formula::is_identifier(name) ? close + 1 : open + 1;
    if (from == open + 1)
      out += '<';
    else
      append_value(out, name, s, at, context);
  }
  return out.append(text, from);
}

} // namespace cea::input
