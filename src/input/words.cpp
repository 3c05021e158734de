#include "input/words.h"

#include "formula/ast.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cea::input {

namespace {

struct LaterWord {
  Place place;
  std::string_view key;
};

constexpr std::array kLaterWords = {
    LaterWord{Place::analyses, "evppi"},
    LaterWord{Place::analyses, "evsi"},
    LaterWord{Place::analyses, "population"},
};

constexpr std::size_t kShortList = 12;

std::string with_article(const std::string& kind) {
  return (kind.starts_with('i') || kind.starts_with('o') ? "an " : "a ") + kind;
}

} // namespace

bool is_of_later_version(Place place, std::string_view key) {
  return std::any_of(kLaterWords.begin(), kLaterWords.end(),
                     [&](const LaterWord& word) { return word.place == place && word.key == key; });
}

void report_unknown_key(Place place, const std::string& what, const std::string& key, const Span& at,
                        const std::vector<std::string>& known, Diagnostics& diagnostics) {
  if (is_of_later_version(place, key)) {
    diagnostics.error(at, fmt::format("`{}` isn't supported by this version of cea", key), "remove it");
    return;
  }
  std::string hint = suggestion(key, known);
  if (hint.empty() && known.size() <= kShortList) hint = fmt::format("known keys: {}", join(known, ", "));
  diagnostics.error(at, fmt::format("unknown key `{}` in {}", key, what), std::move(hint));
}

bool hints_are_wasted(const Diagnostics& diagnostics) {
  return diagnostics.error_count() >= Diagnostics::kMostErrors;
}

std::string suggestion(const std::string& word, const std::vector<std::string>& candidates) {
  const std::string nearest = did_you_mean(word, candidates);
  return nearest.empty() ? std::string() : fmt::format("did you mean '{}'?", nearest);
}

bool check_id(const std::string& kind, const std::string& id, const Span& at, Diagnostics& diagnostics) {
  if (formula::is_yaml_word(id)) {
    diagnostics.error(at,
                      fmt::format("{} can't be called '{}': YAML reads this word as something else",
                                  with_article(kind), id),
                      "choose another id");
    return false;
  }
  if (formula::is_identifier(id)) return true;
  diagnostics.error(at, fmt::format("'{}' can't be the id of {}", id, with_article(kind)),
                    "an id is a letter, then letters, digits and `_`");
  return false;
}

bool check_formula_name(const std::string& kind, const std::string& name, const Span& at,
                        Diagnostics& diagnostics) {
  if (!check_id(kind, name, at, diagnostics)) return false;
  if (!formula::is_reserved(name)) return true;
  diagnostics.error(at,
                    fmt::format("{} can't be called '{}': formulas use this word", with_article(kind), name),
                    "choose another name");
  return false;
}

std::string line_of(const Span& place, const Span& from) {
  if (!place.file || place.file == from.file) return fmt::format("line {}", place.line);
  return fmt::format("{}:{}", place.file->name, place.line);
}

} // namespace cea::input
