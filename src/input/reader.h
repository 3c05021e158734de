#pragma once

#include "input/files.h"
#include "input/words.h"
#include "input/yaml.h"
#include "model/formula_text.h"
#include "support/diagnostics.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cea::input {

/// What every part of the reader needs.
struct Context {
  Diagnostics& diagnostics;
  Files& files;
};

/// A mapping with known keys. Reports keys it doesn't know and keys without a value when it is made.
class MapReader {
public:
  /// `what` names the mapping in messages: "`time`", "the item 'drug'"; `nullable`: a key whose `null` has a
  /// meaning.
  MapReader(const Node& node, Place place, std::string what, std::vector<std::string> known, Context& context,
            std::string_view nullable = {});

  /// The value of a key; null where the key is absent or has no value.
  [[nodiscard]] const Node* get(std::string_view key) const;
  /// As `get`, but an absent key is an error.
  const Node* require(std::string_view key, std::string hint = {}) const;
  [[nodiscard]] bool has(std::string_view key) const { return get(key) != nullptr; }
  [[nodiscard]] bool is_map() const { return node_->is_map(); }
  [[nodiscard]] Span key_span(std::string_view key) const;
  [[nodiscard]] const Span& span() const { return node_->span; }
  [[nodiscard]] const std::string& what() const { return what_; }

private:
  const Node* node_;
  std::string what_;
  Context* context_;
};

/// Adds what was found to `to`. `Diagnostics` keeps repeats once, so whether one step had errors is told by
/// diagnostics of its own, not by counting.
void forward(const Diagnostics& from, Diagnostics& to);

/// Whether the node is a map; reports anything else. `what` names what must be a mapping.
bool expect_map(const Node& node, const std::string& what, Context& context);
/// Reports entries without a value; `what` names the map. True for an entry with a value.
bool has_value(const Entry& entry, const std::string& what, Context& context);
/// The items of a list, or the node itself as the only one.
std::vector<const Node*> as_list(const Node& node);

/// A text; empty after an error.
std::string read_text(const Node& node, const std::string& what, Context& context);
/// A text for people. Warns where a comment directly behind it may be a lost part of it.
std::string read_prose(const Node& node, const std::string& what, Context& context);
/// `true` or `false`.
bool read_flag(const Node& node, const std::string& what, Context& context);

/// A formula or number, its syntax checked. Nothing where the node isn't a text.
std::optional<FormulaText> read_formula(const Node& node, const std::string& what, Context& context);
/// A formula that must be a length of time: a bare number is refused because its unit is missing.
std::optional<FormulaText> read_duration(const Node& node, const std::string& what, Context& context);
/// Warns of a bare number other than 0 where a formula gives a time in years: `24` may well be months.
void warn_of_bare_years(const FormulaText& formula, Context& context);
/// A number known without the model: a literal, or arithmetic of literals.
std::optional<double> read_constant(const Node& node, const std::string& what, Context& context);
std::optional<std::int64_t> read_integer(const Node& node, const std::string& what, std::int64_t least,
                                         std::int64_t most, Context& context);
std::optional<FormulaText> read_optional_formula(const MapReader& map, std::string_view key,
                                                 Context& context);

/// The value of a formula that is arithmetic of literals, and nothing otherwise.
std::optional<double> constant_value(const FormulaText& formula);
/// Whether the formula is a single number, perhaps with sign, percent or unit of time.
bool is_literal(const FormulaText& formula);

/// Reports a word that isn't one of `words`; otherwise its index.
std::optional<std::size_t> read_choice_index(const Node& node, const std::string& what,
                                             const std::vector<std::string>& words, Context& context);

template <typename T>
std::optional<T> read_choice(const Node& node, const std::string& what,
                             const std::vector<std::pair<std::string, T>>& choices, Context& context) {
  std::vector<std::string> words;
  words.reserve(choices.size());
  for (const auto& [word, value] : choices)
    words.push_back(word);
  const auto index = read_choice_index(node, what, words, context);
  return index ? std::optional<T>(choices[*index].second) : std::nullopt;
}

} // namespace cea::input
