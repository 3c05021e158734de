#include "input/reader.h"

#include "formula/ast.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea::input {

namespace {

using formula::Expression;
using formula::Op;

std::string kind_of(const Node& node) {
  switch (node.kind) {
  case Node::Kind::null:
    return "nothing";
  case Node::Kind::scalar:
    return fmt::format("'{}'", node.text.substr(0, 40));
  case Node::Kind::sequence:
    return "a list";
  case Node::Kind::map:
    return "a mapping";
  }
  return {};
}

std::optional<double> fold(const Expression& e);

std::optional<double> fold_pair(const Expression& e) {
  const auto a = fold(*e.arguments[0]);
  const auto b = fold(*e.arguments[1]);
  if (!a || !b) return std::nullopt;
  switch (e.op) {
  case Op::add:
    return *a + *b;
  case Op::subtract:
    return *a - *b;
  case Op::multiply:
    return *a * *b;
  case Op::divide:
    return *a / *b;
  default:
    return std::nullopt;
  }
}

std::optional<double> fold(const Expression& e) {
  if (e.op == Op::number) return e.number;
  if (e.op == Op::negate) {
    const auto a = fold(*e.arguments[0]);
    return a ? std::optional(-*a) : std::nullopt;
  }
  return e.arguments.size() == 2 ? fold_pair(e) : std::nullopt;
}

/// A plain decimal: almost every number of a file, and cheaper to see than to parse as a formula.
bool is_plain_number(const std::string& text) {
  return parse_number(text).has_value();
}

/// `moons` of `6 moons`; empty where the text is anything but a number and a word that is no unit of time.
std::string unknown_time_unit(const Node& node) {
  const std::string_view text = node.is_scalar() ? trim(node.text) : std::string_view{};
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos || !parse_number(text.substr(0, blank))) return {};
  const std::string word(trim(text.substr(blank)));
  Diagnostics ignored;
  return formula::is_identifier(word) && !formula::parse({std::string(text), node.span}, ignored)
             ? word
             : std::string();
}

} // namespace

MapReader::MapReader(const Node& node, Place place, std::string what, std::vector<std::string> known,
                     Context& context, std::string_view nullable)
    : node_(&node), what_(std::move(what)), context_(&context) {
  if (!expect_map(node, what_, context)) return;
  for (const Entry& entry : node.entries) {
    if (std::find(known.begin(), known.end(), entry.key) == known.end())
      report_unknown_key(place, what_, entry.key, entry.key_span, known, context.diagnostics);
    else if (entry.key != nullable || !entry.value.written_null)
      has_value(entry, what_, context);
  }
}

const Node* MapReader::get(std::string_view key) const {
  const Node* value = node_->find(key);
  return value != nullptr && !value->is_null() ? value : nullptr;
}

const Node* MapReader::require(std::string_view key, std::string hint) const {
  if (node_->is_map() && node_->find(key) == nullptr)
    context_->diagnostics.error(node_->span, fmt::format("{} needs `{}:`", what_, key), std::move(hint));
  return get(key);
}

Span MapReader::key_span(std::string_view key) const {
  const auto at = std::find_if(node_->entries.begin(), node_->entries.end(),
                               [&](const Entry& e) { return e.key == key; });
  return at == node_->entries.end() ? node_->span : at->key_span;
}

void forward(const Diagnostics& from, Diagnostics& to) {
  for (const Diagnostic& d : from.all()) {
    if (d.severity == Severity::error)
      to.error(d.span, d.message, d.hint);
    else
      to.warning(d.span, d.message, d.hint);
  }
}

bool expect_map(const Node& node, const std::string& what, Context& context) {
  if (node.is_map()) return true;
  context.diagnostics.error(node.span,
                            fmt::format("{} must be a mapping (`key: value`), not {}", what, kind_of(node)));
  return false;
}

bool has_value(const Entry& entry, const std::string& what, Context& context) {
  if (!entry.value.is_null()) return true;
  context.diagnostics.error(entry.key_span, fmt::format("`{}` in {} has no value", entry.key, what),
                            "write a value, or `{}` for an empty mapping");
  return false;
}

std::vector<const Node*> as_list(const Node& node) {
  std::vector<const Node*> list;
  if (!node.is_sequence()) return {&node};
  for (const Node& item : node.items)
    list.push_back(&item);
  return list;
}

std::string read_text(const Node& node, const std::string& what, Context& context) {
  if (node.is_scalar()) return node.text;
  context.diagnostics.error(node.span, fmt::format("{} must be a text, not {}", what, kind_of(node)));
  return {};
}

std::string read_prose(const Node& node, const std::string& what, Context& context) {
  if (node.commented)
    context.diagnostics.warning(node.span, fmt::format("{} ends before the ` #` on its line", what),
                                "YAML takes the rest as a comment: quote the text if it belongs to it");
  return read_text(node, what, context);
}

bool read_flag(const Node& node, const std::string& what, Context& context) {
  const auto value = read_choice<bool>(node, what, {{"true", true}, {"false", false}}, context);
  return value.value_or(false);
}

std::optional<FormulaText> read_formula(const Node& node, const std::string& what, Context& context) {
  const std::string_view text = node.is_scalar() ? trim(node.text) : std::string_view{};
  if (text.empty()) {
    context.diagnostics.error(node.span, fmt::format("{} must be a number or a formula, not {}", what,
                                                     node.is_scalar() ? "an empty text" : kind_of(node)));
    return std::nullopt;
  }
  FormulaText formula{std::string(text), node.span.shifted(static_cast<int>(text.data() - node.text.data()))};
  if (!is_plain_number(formula.text)) formula::parse(formula, context.diagnostics);
  return formula;
}

void warn_of_bare_years(const FormulaText& formula, Context& context) {
  const auto bare = parse_number(formula.text);
  if (!bare || *bare == 0) return;
  const char* const years = *bare == 1 ? "year" : "years";
  context.diagnostics.warning(formula.span,
                              fmt::format("'{0}' has no unit of time: it means {0} {1}", formula.text, years),
                              fmt::format("write `{} {}`, or the unit that is meant", formula.text, years));
}

std::optional<FormulaText> read_duration(const Node& node, const std::string& what, Context& context) {
  if (const auto unit = unknown_time_unit(node); !unit.empty()) {
    const std::string near = suggestion(unit, {"days", "weeks", "months", "years"});
    context.diagnostics.error(node.span.shifted(static_cast<int>(node.text.rfind(unit))),
                              fmt::format("'{}' isn't a unit of time", unit),
                              near.empty() ? "times are in days, weeks, months or years" : near);
    return std::nullopt;
  }
  auto formula = read_formula(node, what, context);
  if (!formula) return formula;
  const auto bare = parse_number(formula->text);
  if (bare && *bare != 0)
    context.diagnostics.error(
        formula->span, fmt::format("{} needs a unit of time", what),
        fmt::format("write `{0} day{1}`, `{0} week{1}`, `{0} month{1}` or `{0} year{1}`", formula->text,
                    *bare == 1 ? "" : "s"));
  return formula;
}

std::optional<FormulaText> read_optional_formula(const MapReader& map, std::string_view key,
                                                 Context& context) {
  const Node* node = map.get(key);
  return node == nullptr ? std::nullopt : read_formula(*node, fmt::format("`{}`", key), context);
}

std::optional<double> constant_value(const FormulaText& formula) {
  if (const auto plain = parse_number(formula.text)) return plain;
  Diagnostics ignored;
  const auto tree = formula::parse(formula, ignored);
  const auto value = tree ? fold(*tree) : std::nullopt;
  return value && std::isfinite(*value) ? value : std::nullopt;
}

bool is_literal(const FormulaText& formula) {
  if (is_plain_number(formula.text)) return true;
  Diagnostics ignored;
  const auto tree = formula::parse(formula, ignored);
  if (!tree) return false;
  const Expression& number = tree->op == Op::negate ? *tree->arguments[0] : *tree;
  return number.op == Op::number;
}

std::optional<double> read_constant(const Node& node, const std::string& what, Context& context) {
  Diagnostics found;
  Context inner{found, context.files};
  const auto formula = read_formula(node, what, inner);
  forward(found, context.diagnostics);
  if (!formula || found.has_errors()) return std::nullopt;
  const auto value = constant_value(*formula);
  if (!value)
    context.diagnostics.error(formula->span,
                              fmt::format("{} must be a number, not a formula of names", what));
  return value;
}

std::optional<std::int64_t> read_integer(const Node& node, const std::string& what, std::int64_t least,
                                         std::int64_t most, Context& context) {
  const auto value = read_constant(node, what, context);
  if (!value) return std::nullopt;
  const bool whole = std::floor(*value) == *value;
  if (whole && *value >= static_cast<double>(least) && *value <= static_cast<double>(most))
    return static_cast<std::int64_t>(*value);
  context.diagnostics.error(node.span, fmt::format("{} must be a whole number from {} to {}, not {}", what,
                                                   least, most, node.text));
  return std::nullopt;
}

std::optional<std::size_t> read_choice_index(const Node& node, const std::string& what,
                                             const std::vector<std::string>& words, Context& context) {
  const auto at = node.is_scalar() ? std::find(words.begin(), words.end(), node.text) : words.end();
  if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
  context.diagnostics.error(node.span,
                            fmt::format("{} must be {}, not {}", what, join_or(words), kind_of(node)),
                            node.is_scalar() ? suggestion(node.text, words) : std::string());
  return std::nullopt;
}

} // namespace cea::input
