#include "input/scenario_changes.h"

#include "input/build_scenario.h"
#include "input/files.h"
#include "input/limits.h"
#include "input/merge.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace cea {

using input::Entry;
using input::Node;

namespace {

using Path = std::vector<std::string>;

/// Sections that are one thing, or have nothing to do with the base case.
constexpr std::array<std::string_view, 8> kWithoutResult = {
    "cea", "title", "question", "scenarios", "analyses", "extends", "validation", "willingness_to_pay"};
constexpr std::array<std::string_view, 6> kDocumentation = {"source", "quality", "note",
                                                            "label",  "section", "confidential"};
constexpr std::array<std::string_view, 8> kMapsOfStrategies = {
    "set", "costs", "effects", "transitions", "transition_rates", "mortality", "curves", "subgroups"};

template <std::size_t N> bool listed(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Equal, or equal numbers.
bool same_meaning(const Node& a, const Node& b) {
  if (a.is_scalar() && b.is_scalar() && a.text != b.text) {
    const auto x = input::constant_value({a.text, a.span}), y = input::constant_value({b.text, b.span});
    return x && y && *x == *y;
  }
  if (a.kind != b.kind) return false;
  if (a.is_sequence())
    return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same_meaning);
  if (!a.is_map()) return true;
  return a.entries.size() == b.entries.size() &&
         std::all_of(a.entries.begin(), a.entries.end(), [&](const Entry& e) {
           const Node* const other = b.find(e.key);
           return other != nullptr && same_meaning(e.value, *other);
         });
}

bool is_parameter(const Node& node) {
  return !node.is_map() || node.find("value") != nullptr || node.find("distribution") != nullptr;
}

/// Whether what stands at a path changes as a whole.
bool is_unit(const Path& path, const Node& a, const Node& b) {
  if (!a.is_map() || !b.is_map()) return true;
  if (path.front() == "parameters") return path.size() > 1 && (is_parameter(a) || is_parameter(b));
  if (path.front() == "strategies")
    return path.size() >= (path.size() > 2 && listed(kMapsOfStrategies, path[2]) ? 4U : 3U);
  static constexpr std::array<std::string_view, 4> kWhole = {"start", "matrix", "partitioned_survival",
                                                             "tree"};
  return listed(kWhole, path.front()) || path.size() >= 2;
}

Node without_documentation(Node node) {
  std::erase_if(node.entries, [](const Entry& e) { return listed(kDocumentation, e.key); });
  for (Entry& e : node.entries)
    e.value = without_documentation(std::move(e.value));
  return node;
}

bool can_count(const Path& path) {
  if (listed(kWithoutResult, path.front())) return false;
  if (path.front() == "setting")
    return path.back() == "perspective" || path.back() == "price_year" || path.back() == "start_year";
  return !listed(kDocumentation, path.back());
}

/// One line of YAML, cut where it gets long.
std::string in_short(const Node& node) {
  constexpr std::size_t kLong = 160;
  std::string text;
  if (node.is_scalar()) text = node.text;
  if (node.is_sequence()) {
    for (const Node& item : node.items)
      text += (text.empty() ? "[" : ", ") + in_short(item);
    text += text.empty() ? "[]" : "]";
  }
  if (node.is_map()) {
    for (const Entry& e : node.entries)
      text += fmt::format("{}{}: {}", text.empty() ? "{" : ", ", e.key, in_short(e.value));
    text += text.empty() ? "{}" : "}";
  }
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.size() <= kLong) return text;
  std::size_t end = kLong; // not inside a character of several bytes
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  return text.substr(0, end) + "…";
}

/// Of two maps only the entries that differ.
std::string differing(const Node& node, const Node& other) {
  if (!node.is_map() || !other.is_map()) return in_short(node);
  std::string text;
  for (const Entry& e : node.entries) {
    const Node* const same = other.find(e.key);
    if (same == nullptr || !same_meaning(e.value, *same))
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", e.key, in_short(e.value));
  }
  return text.empty() ? "nothing" : text;
}

struct Found {
  ScenarioChange change;
  Path path;
  const Node* after = nullptr; ///< null for a removal
};

/// Where two values first differ: what an `extends` lays over an entry stands elsewhere than the entry.
Span first_difference(const Node& node, const Node& other, const Span& whole) {
  if (!node.is_map() || !other.is_map()) return whole;
  for (const Entry& e : node.entries) {
    const Node* const same = other.find(e.key);
    if (same == nullptr) return e.key_span;
    if (!same_meaning(e.value, *same)) return first_difference(e.value, *same, e.key_span);
  }
  return whole;
}

class Differences {
public:
  std::vector<Found> between(const Node& a, const Node& b) {
    walk({}, a, b);
    std::move(removals_.begin(), removals_.end(), std::back_inserter(found_));
    return std::move(found_);
  }

private:
  void walk(const Path& path, const Node& a, const Node& b) {
    for (const Entry& e : a.entries) {
      Path at = path;
      at.push_back(e.key);
      const Node* const other = b.find(e.key);
      if (other == nullptr)
        add(named_by_formulas(at) ? removals_ : found_, ScenarioChange::Kind::removed, at, &e.value, nullptr,
            e.key_span, {});
      else if (!is_unit(at, e.value, *other))
        walk(at, e.value, *other);
      else if (!same_meaning(e.value, *other))
        add(found_, ScenarioChange::Kind::changed, at, &e.value, other,
            first_difference(e.value, *other, e.key_span),
            first_difference(*other, e.value, key_span(b, e.key)));
    }
    for (const Entry& e : b.entries) {
      if (a.find(e.key) != nullptr) continue;
      Path at = path;
      at.push_back(e.key);
      add(found_, ScenarioChange::Kind::added, at, nullptr, &e.value, {}, e.key_span);
    }
  }

  /// What formulas name must stay until they have changed.
  static bool named_by_formulas(const Path& path) {
    static constexpr std::array<std::string_view, 4> kNamed = {"parameters", "tables", "curves", "clocks"};
    return listed(kNamed, path.front());
  }

  static Span key_span(const Node& map, const std::string& key) {
    return std::find_if(map.entries.begin(), map.entries.end(), [&](const Entry& e) { return e.key == key; })
        ->key_span;
  }

  static void add(std::vector<Found>& list, ScenarioChange::Kind kind, const Path& path, const Node* before,
                  const Node* after, Span place_before, Span place_after) {
    ScenarioChange change{kind, join(path, "."), {}, {}, std::move(place_before), std::move(place_after),
                          true};
    if (before != nullptr) change.before = after == nullptr ? in_short(*before) : differing(*before, *after);
    if (after != nullptr) change.after = before == nullptr ? in_short(*after) : differing(*after, *before);
    const bool only_words = before != nullptr && after != nullptr && before->is_map() && after->is_map() &&
                            same_meaning(without_documentation(*before), without_documentation(*after));
    change.counts = can_count(path) && !only_words;
    list.push_back({std::move(change), path, after});
  }

  std::vector<Found> found_, removals_;
};

/// Sets or removes what stands at a path; its parents are there.
void apply(Node& root, const Path& path, const Node* value) {
  Node* at = &root;
  const auto entry = [](Node& map, const std::string& key) {
    return std::find_if(map.entries.begin(), map.entries.end(), [&](const Entry& e) { return e.key == key; });
  };
  for (std::size_t i = 0; i + 1 < path.size(); ++i)
    at = &entry(*at, path[i])->value;
  const auto it = entry(*at, path.back());
  if (value == nullptr)
    at->entries.erase(it);
  else if (it == at->entries.end())
    at->entries.push_back({path.back(), value->span, *value});
  else
    it->value = *value;
}

} // namespace

/// What a pair of files was read as.
struct ComparedTrees {
  Node first, second;
  ScenarioFile first_file, second_file;
  std::vector<Found> found;
  std::vector<ScenarioChange> changes;
  std::string name;                     ///< of the first file
  std::vector<std::string> allow_paths; ///< the second file's folder among them
};

std::optional<ScenarioPair> ScenarioPair::read(const std::string& first, const std::string& second,
                                               const ReadOptions& options, Diagnostics& diagnostics) {
  auto trees = std::make_shared<ComparedTrees>();
  trees->name = first;
  trees->allow_paths = options.allow_paths;
  const std::filesystem::path folder = std::filesystem::path(second).parent_path();
  trees->allow_paths.push_back(folder.empty() ? "." : folder.string());
  const auto read_one = [&](const std::string& path, Node& tree, ScenarioFile& file) {
    auto read = read_scenario_file(path, options, diagnostics);
    const auto source = input::load_named_file(path, input::kMostYamlBytes, input::Hash::no, diagnostics);
    if (!read || !source || diagnostics.has_errors()) return false;
    Diagnostics known; // reported by the first reading
    auto parsed = input::parse_yaml(source, known);
    if (!parsed) return false;
    input::Files files(source->name, options.allow_paths);
    input::Context context{known, files};
    tree = input::resolve_extends(*std::move(parsed), context);
    file = *std::move(read);
    return true;
  };
  const bool good = read_one(first, trees->first, trees->first_file);
  if (!read_one(second, trees->second, trees->second_file) || !good) return std::nullopt;
  trees->found = Differences().between(trees->first, trees->second);
  for (const Found& f : trees->found)
    trees->changes.push_back(f.change);
  ScenarioPair pair;
  pair.trees_ = std::move(trees);
  return pair;
}

const ScenarioFile& ScenarioPair::first() const {
  return trees_->first_file;
}
const ScenarioFile& ScenarioPair::second() const {
  return trees_->second_file;
}
const std::vector<ScenarioChange>& ScenarioPair::changes() const {
  return trees_->changes;
}

std::shared_ptr<const Scenario> ScenarioPair::with(const std::vector<bool>& made,
                                                   Diagnostics& diagnostics) const {
  Node root = trees_->first;
  for (std::size_t i = 0; i < made.size(); ++i)
    if (made[i]) apply(root, trees_->found[i].path, trees_->found[i].after);
  input::Files files(trees_->name, trees_->allow_paths);
  input::Context context{diagnostics, files};
  auto built = input::build_scenario(root, context);
  return diagnostics.has_errors() ? nullptr : built.scenario;
}

} // namespace cea
