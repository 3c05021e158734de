#include "input/flow_traps.h"

#include <fmt/format.h>

namespace cea::input {

namespace {

/// Stands for a formula that can't be mended, so that it is reported once only.
const std::string kHarmless(1, '0');

/// Opening minus closing parentheses of a plain scalar.
int open_parentheses(const Node& node) {
  if (!node.is_scalar() || node.quoted) return 0;
  int open = 0;
  for (const char c : node.text)
    open += c == '(' ? 1 : c == ')' ? -1 : 0;
  return open;
}

int open_parentheses(const std::string& key) {
  int open = 0;
  for (const char c : key)
    open += c == '(' ? 1 : c == ')' ? -1 : 0;
  return open;
}

bool has_no_value(const Entry& entry) {
  return entry.value.is_null() && !entry.value.written_null;
}

/// Takes the fragments that follow an unbalanced value back into it; returns how many it took.
std::size_t rejoin(std::vector<Entry>& entries, std::size_t at) {
  Node& value = entries[at].value;
  int open = open_parentheses(value);
  std::size_t next = at + 1;
  for (; open > 0 && next < entries.size() && has_no_value(entries[next]); ++next) {
    value.text.append(", ").append(entries[next].key);
    open += open_parentheses(entries[next].key);
  }
  return next - at - 1;
}

void report_split(const Span& at, const std::string& written, const std::string& whole, int open,
                  Diagnostics& diagnostics) {
  const std::string hint =
      open == 0
          ? fmt::format("YAML splits what stands in {{ }} or [ ] at commas: quote the formula, \"{}\"", whole)
          : std::string("YAML splits what stands in { } or [ ] at commas: quote a formula with a comma, "
                        "and close its parentheses");
  diagnostics.error(at, fmt::format("unbalanced parentheses in `{}`", written), hint);
}

void report_missing_value(const Entry& entry, Diagnostics& diagnostics) {
  const auto colon = entry.key.find(':');
  std::string hint =
      "write a value; and as YAML splits what stands in { } at commas, quote a text with a comma";
  if (colon != std::string::npos && colon + 1 < entry.key.size())
    hint = fmt::format("put a space after the colon: `{}: {}`", entry.key.substr(0, colon),
                       entry.key.substr(colon + 1));
  diagnostics.error(entry.key_span, fmt::format("`{}` has no value", entry.key), hint);
}

} // namespace

void mend_flow_map(Node& map, Diagnostics& diagnostics) {
  std::vector<Entry> kept;
  auto& entries = map.entries;
  kept.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Entry& entry = entries[i];
    if (has_no_value(entry)) {
      report_missing_value(entry, diagnostics);
      continue;
    }
    std::size_t taken = 0;
    if (open_parentheses(entry.value) != 0) {
      const std::string written = fmt::format("{}: {}", entry.key, entry.value.text);
      taken = rejoin(entries, i);
      report_split(entry.value.span, written, entry.value.text, open_parentheses(entry.value), diagnostics);
      if (open_parentheses(entry.value) != 0) entry.value.text = kHarmless;
    }
    kept.push_back(std::move(entry));
    i += taken;
  }
  entries = std::move(kept);
}

void mend_flow_sequence(Node& sequence, Diagnostics& diagnostics) {
  std::vector<Node> kept;
  auto& items = sequence.items;
  kept.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    Node& item = items[i];
    int open = open_parentheses(item);
    if (open != 0) {
      const std::string written = item.text;
      while (open > 0 && i + 1 < items.size() && items[i + 1].is_scalar() && !items[i + 1].quoted) {
        item.text.append(", ").append(items[++i].text);
        open += open_parentheses(items[i]);
      }
      report_split(item.span, written, item.text, open, diagnostics);
      if (open != 0) item.text = kHarmless;
    }
    kept.push_back(std::move(item));
  }
  items = std::move(kept);
}

} // namespace cea::input
