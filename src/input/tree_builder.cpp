#include "input/tree_builder.h"

#include "input/flow_traps.h"
#include "input/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace cea::input {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Offset behind the closing quote of the quoted scalar that starts at `offset`, or npos.
std::size_t end_of_quotes(const std::string& text, std::size_t offset) {
  const char quote = text[offset];
  for (std::size_t i = offset + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 >= text.size() || text[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  return std::string::npos;
}

/// Whether `null` or `~` itself stands at the offset.
bool null_is_written(const std::string& text, std::size_t offset) {
  for (const std::string_view word : {"null", "Null", "NULL", "~"}) {
    if (text.compare(offset, word.size(), word) != 0) continue;
    std::size_t end = offset + word.size();
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t'))
      ++end;
    if (end == text.size() || std::string_view(",}]#\r\n").find(text[end]) != std::string_view::npos)
      return true;
  }
  return false;
}

void report_duplicates(Node& map, Diagnostics& diagnostics) {
  std::unordered_map<std::string_view, const Entry*> seen;
  std::vector<bool> repeated(map.entries.size(), false);
  for (std::size_t i = 0; i < map.entries.size(); ++i) {
    const Entry& entry = map.entries[i];
    const auto [first, fresh] = seen.emplace(entry.key, &entry);
    repeated[i] = !fresh;
    if (fresh) continue;
    diagnostics.error(entry.key_span,
                      fmt::format("duplicate key `{}`: it already stands in line {}", entry.key,
                                  first->second->key_span.line),
                      "keep one of the two");
  }
  if (seen.size() == map.entries.size()) return;
  std::vector<Entry> kept;
  for (std::size_t i = 0; i < map.entries.size(); ++i)
    if (!repeated[i]) kept.push_back(std::move(map.entries[i]));
  map.entries = std::move(kept);
}

} // namespace

LineIndex::LineIndex(const std::string& text) : text_(&text), starts_{0} {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n') starts_.push_back(i + 1);
}

std::size_t LineIndex::offset(int line, int column) const {
  if (line < 0 || static_cast<std::size_t>(line) >= starts_.size()) return text_->size();
  return std::min(text_->size(),
                  starts_[static_cast<std::size_t>(line)] + static_cast<std::size_t>(std::max(column, 0)));
}

std::string_view LineIndex::line(int line) const {
  if (line < 0 || static_cast<std::size_t>(line) >= starts_.size()) return {};
  const std::size_t begin = starts_[static_cast<std::size_t>(line)];
  std::string_view rest = std::string_view(*text_).substr(begin);
  rest = rest.substr(0, rest.find('\n'));
  if (!rest.empty() && rest.back() == '\r') rest.remove_suffix(1);
  return rest;
}

TreeBuilder::TreeBuilder(std::shared_ptr<const SourceFile> source, const LineIndex& lines,
                         Diagnostics& diagnostics)
    : source_(std::move(source)), lines_(&lines), diagnostics_(&diagnostics) {}

Span TreeBuilder::span(const YAML::Mark& mark) const {
  return {source_, std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

std::size_t TreeBuilder::offset(const YAML::Mark& mark) const {
  return lines_->offset(mark.line, mark.column);
}

std::optional<Span> TreeBuilder::open_bracket() const {
  if (open_.empty() || !open_.back().flow) return std::nullopt;
  return open_.back().node.span;
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& /*mark*/) {}

void TreeBuilder::count_node(const YAML::Mark& mark) {
  if (++nodes_ <= kMostYamlNodes) return;
  diagnostics_->error(span(mark), fmt::format("more than {} keys and values in one file", kMostYamlNodes),
                      "keep large tables in CSV files");
  throw StopParsing{};
}

void TreeBuilder::check_properties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
  count_node(mark);
  const std::size_t at = offset(mark);
  const char first = at < source_->text.size() ? source_->text[at] : '\0';
  if (anchor != 0 || first == '&') {
    diagnostics_->error(span(mark), "YAML anchors (`&name`) aren't part of the scenario language",
                        "give the number a name under `parameters:` and use the name");
    throw StopParsing{};
  }
  const bool has_tag = first == '!' || (tag != "?" && tag != "!" && !tag.empty());
  if (!has_tag) return;
  diagnostics_->error(span(mark), "YAML tags (`!name`) aren't part of the scenario language",
                      "remove the tag, or quote a text that starts with `!`");
  throw StopParsing{};
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (anchor != 0) check_properties(mark, {}, anchor);
  count_node(mark);
  Node node;
  node.span = span(mark);
  node.written_null = null_is_written(source_->text, offset(mark));
  add(std::move(node));
}

void TreeBuilder::OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) {
  // Unreachable in practice: the anchor comes first and is refused there.
  diagnostics_->error({source_, 1, 1}, "YAML aliases (`*name`) aren't part of the scenario language",
                      "give the number a name under `parameters:` and use the name");
  throw StopParsing{};
}

void TreeBuilder::check_quotes(std::size_t at, const Span& where) const {
  if (end_of_quotes(source_->text, at) != std::string::npos) return;
  diagnostics_->error(where, fmt::format("this quote ({}) isn't closed", source_->text[at]),
                      "add the closing quote");
  throw StopParsing{};
}

bool TreeBuilder::comment_follows(std::size_t at, const std::string& value) const {
  const std::string& text = source_->text;
  for (const char c : value) {
    if (at >= text.size()) return false;
    if (is_blank(c)) {
      while (at < text.size() && is_blank(text[at]))
        ++at;
    } else if (text[at++] != c) {
      return false;
    }
  }
  const std::size_t end = at;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
    ++at;
  return at > end && at < text.size() && text[at] == '#';
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  check_properties(mark, tag, anchor);
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = value;
  node.quoted = tag == "!";
  node.span = span(mark);
  const std::size_t at = offset(mark);
  const char first = at < source_->text.size() ? source_->text[at] : '\0';
  if (node.quoted && (first == '"' || first == '\'')) {
    check_quotes(at, node.span);
    node.span = node.span.shifted(1);
  } else if (!node.quoted) {
    node.commented = comment_follows(at, value);
  }
  add(std::move(node));
}

void TreeBuilder::start(const YAML::Mark& mark, Node::Kind kind, YAML::EmitterStyle::value style) {
  if (open_.size() >= kDeepestYaml) {
    diagnostics_->error(span(mark), fmt::format("nesting deeper than {} levels", kDeepestYaml));
    throw StopParsing{};
  }
  Open open;
  open.node.kind = kind;
  open.node.span = span(mark);
  open.flow = style == YAML::EmitterStyle::Flow;
  open_.push_back(std::move(open));
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value style) {
  check_properties(mark, tag, anchor);
  start(mark, Node::Kind::sequence, style);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style) {
  check_properties(mark, tag, anchor);
  start(mark, Node::Kind::map, style);
}

void TreeBuilder::OnSequenceEnd() {
  if (open_.back().flow) mend_flow_sequence(open_.back().node, *diagnostics_);
  finish();
}

void TreeBuilder::OnMapEnd() {
  if (open_.back().flow) mend_flow_map(open_.back().node, *diagnostics_);
  report_duplicates(open_.back().node, *diagnostics_);
  finish();
}

void TreeBuilder::finish() {
  Node node = std::move(open_.back().node);
  open_.pop_back();
  add(std::move(node));
}

void TreeBuilder::add_key(Open& map, Node key) {
  if (key.is_scalar() && key.text == "<<" && !key.quoted) {
    diagnostics_->error(key.span, "YAML merge keys (`<<`) aren't part of the scenario language",
                        "write the keys out, or build on another file with `extends:`");
    throw StopParsing{};
  }
  map.key = std::move(key);
}

void TreeBuilder::add(Node node) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& top = open_.back();
  if (top.node.is_sequence()) {
    top.node.items.push_back(std::move(node));
  } else if (!top.key) {
    add_key(top, std::move(node));
  } else {
    Node key = std::move(*top.key);
    top.key.reset();
    if (!key.is_scalar()) {
      diagnostics_->error(key.span, key.is_null() ? "a key can't be empty or `null`" : "a key must be text");
      return;
    }
    top.node.entries.push_back({std::move(key.text), std::move(key.span), std::move(node)});
  }
}

} // namespace cea::input
