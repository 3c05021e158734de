#include "input/yaml.h"

#include "input/tree_builder.h"
#include "support/text.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace cea::input {

namespace {

struct Explanation {
  std::string_view yaml; ///< part of yaml-cpp's message
  std::string_view message;
  std::string_view hint;
};

constexpr std::array kExplanations = {
    Explanation{"illegal tab", "a tab in the indentation", "indent with spaces"},
    Explanation{"map flow not found", "this `{` isn't closed",
                "add the missing `}`, or a missing quote inside; quote a text with brackets"},
    Explanation{"sequence flow not found", "this `[` isn't closed",
                "add the missing `]`, or a missing quote inside; quote a text with brackets"},
    Explanation{"illegal flow end", "a closing bracket without an opening one",
                "remove it, or quote the text"},
    Explanation{"end of map not found", "this line doesn't fit the mapping it stands in",
                "give all keys of a mapping the same indentation, and quote a text that goes on behind a "
                "quote or bracket"},
    Explanation{"end of sequence not found", "this line doesn't fit the list it stands in",
                "give all entries of a list the same indentation"},
    Explanation{"illegal block entry", "a list entry (`- `) can't stand here",
                "start it on its own line, or quote the text"},
    Explanation{"illegal map key", "a key can't stand here", "check the indentation"},
    Explanation{"unknown token", "a text can't start with this character", "quote the text"},
    Explanation{"unknown escape", "unknown escape in double quotes",
                "use single quotes, or double the backslash"},
    Explanation{"EOF in scalar", "a quote isn't closed", "add the closing quote"},
    Explanation{"illegal document indicator", "a quote isn't closed before this line",
                "add the closing quote"},
    Explanation{"anchor is not defined", "YAML aliases (`*name`) aren't part of the scenario language",
                "quote a text that starts with `*`"},
    Explanation{"alias not found", "YAML aliases (`*name`) aren't part of the scenario language",
                "quote a text that starts with `*`"},
    Explanation{"anchor", "YAML anchors (`&name`) aren't part of the scenario language",
                "quote a text that starts with `&`"},
    Explanation{"tag", "YAML tags (`!name`) aren't part of the scenario language",
                "quote a text that starts with `!`"},
};

/// Whether a line reads `key:value` with no space behind the colon.
bool lacks_space(std::string_view line) {
  line = trim(line);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 >= line.size()) return false;
  const std::string_view key = line.substr(0, colon);
  return line[colon + 1] != ' ' && key.find_first_of(" \"'#{[") == std::string_view::npos;
}

/// `a:1` makes yaml-cpp stumble over the colon of the line below.
std::optional<int> line_without_space(const LineIndex& lines, int line) {
  if (lacks_space(lines.line(line))) return line;
  for (int above = line - 1; above >= 0; --above) {
    const std::string_view text = trim(lines.line(above));
    if (text.empty() || text.starts_with('#')) continue;
    return lacks_space(text) ? std::optional(above) : std::nullopt;
  }
  return std::nullopt;
}

void explain_map_value(Span at, const LineIndex& lines, Diagnostics& diagnostics) {
  if (const auto line = line_without_space(lines, at.line - 1)) {
    const std::string_view text = lines.line(*line);
    Span colon{at.file, *line + 1, static_cast<int>(text.find(':')) + 1};
    diagnostics.error(std::move(colon), "a space is missing after the colon", "write `key: value`");
    return;
  }
  const std::string_view before = lines.line(at.line - 1).substr(0, static_cast<std::size_t>(at.column - 1));
  if (const std::size_t first = before.find(": "); first != std::string_view::npos)
    diagnostics.error(
        std::move(at), "a second colon on this line",
        fmt::format("quote a text that holds `: `, as `{}: \"…: …\"`", trim(before.substr(0, first))));
  else
    diagnostics.error(std::move(at), "a key can't stand here", "check the indentation");
}

/// yaml-cpp takes some tabs for blanks and then finds that nothing fits.
bool explain_tab(const Span& at, const LineIndex& lines, Diagnostics& diagnostics) {
  const std::string_view line = lines.line(at.line - 1);
  const std::string_view indentation = line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
  const std::size_t tab = indentation.find('\t');
  if (tab == std::string_view::npos) return false;
  diagnostics.error({at.file, at.line, static_cast<int>(tab) + 1}, "a tab in the indentation",
                    "indent with spaces");
  return true;
}

void explain(const YAML::Exception& problem, const TreeBuilder& builder, const LineIndex& lines,
             Diagnostics& diagnostics) {
  const std::string& message = problem.msg;
  Span at = builder.span(problem.mark);
  if (explain_tab(at, lines, diagnostics)) return;
  if (message.find("illegal map value") != std::string::npos)
    return explain_map_value(at, lines, diagnostics);
  const auto contains = [&](const Explanation& e) { return message.find(e.yaml) != std::string::npos; };
  const auto found = std::find_if(kExplanations.begin(), kExplanations.end(), contains);
  if (found == kExplanations.end()) {
    diagnostics.error(std::move(at), fmt::format("this isn't valid YAML: {}", message));
    return;
  }
  if (found->yaml.find("flow not found") != std::string_view::npos) at = builder.open_bracket().value_or(at);
  diagnostics.error(std::move(at), std::string(found->message), std::string(found->hint));
}

/// Whether anything follows the first document.
void check_end(YAML::Parser& parser, const std::shared_ptr<const SourceFile>& source, const LineIndex& lines,
               Diagnostics& diagnostics) {
  struct Second : TreeBuilder {
    using TreeBuilder::TreeBuilder;
    void OnDocumentStart(const YAML::Mark& mark) override {
      at = span(mark);
      throw StopParsing{};
    }
    Span at;
  };
  Diagnostics ignored;
  Second second(source, lines, ignored);
  try {
    if (!parser.HandleNextDocument(second)) return;
  } catch (const StopParsing&) {
  }
  diagnostics.error(second.at, "a second YAML document starts here, but a scenario is a single one",
                    "check the indentation of this line and those above; remove `---` and `...`");
}

bool check_root(const std::optional<Node>& root, const Span& top, Diagnostics& diagnostics) {
  if (root && root->is_map()) return true;
  if (!root || (root->is_null() && !root->written_null))
    diagnostics.error(top, "the file is empty", "a scenario starts with `cea: 1`");
  else
    diagnostics.error(root->span, "the file isn't a mapping of keys to values",
                      "a scenario starts with `cea: 1`");
  return false;
}

bool same_maps(const Node& a, const Node& b) {
  if (a.entries.size() != b.entries.size()) return false;
  return std::all_of(a.entries.begin(), a.entries.end(), [&](const Entry& entry) {
    const Node* other = b.find(entry.key);
    return other != nullptr && same_content(entry.value, *other);
  });
}

} // namespace

const Node* Node::find(std::string_view key) const {
  const auto at = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
  return at == entries.end() ? nullptr : &at->value;
}

bool same_content(const Node& a, const Node& b) {
  if (a.kind != b.kind) return false;
  if (a.is_map()) return same_maps(a, b);
  if (a.is_sequence())
    return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same_content);
  return a.text == b.text;
}

std::optional<Node> parse_yaml(const std::shared_ptr<const SourceFile>& source, Diagnostics& diagnostics) {
  const LineIndex lines(source->text);
  TreeBuilder builder(source, lines, diagnostics);
  std::istringstream stream(source->text);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    if (!check_root(builder.root(), {source, 1, 1}, diagnostics)) return std::nullopt;
    check_end(parser, source, lines, diagnostics);
    return std::move(builder.root());
  } catch (const StopParsing&) {
  } catch (const YAML::Exception& problem) {
    explain(problem, builder, lines, diagnostics);
  }
  return std::nullopt;
}

} // namespace cea::input
