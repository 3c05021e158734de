#include "input/build_scenario.h"
#include "input/limits.h"
#include "input/merge.h"

#include "formula/ast.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace cea::input {

namespace {

constexpr std::size_t kMostNamed = 5;
constexpr std::array<std::string_view, 4> kNotInScenarios = {"cea", "scenarios", "extends", "validation"};

bool mentions(const formula::Expression& e, const std::string& name) {
  if (e.op == formula::Op::name && e.name == name) return true;
  return std::any_of(e.arguments.begin(), e.arguments.end(),
                     [&](const auto& a) { return a && mentions(*a, name); });
}

/// A strategy's setting hides a scenario's, unless it builds on the previous value.
bool hides(const SetEntry& strategys, const std::string& name) {
  if (strategys.name != name) return false;
  Diagnostics ignored;
  const auto tree = formula::parse(strategys.value, ignored);
  return !tree || !mentions(*tree, name);
}

/// The variants that one entry of `scenarios:` makes.
class VariantReader {
public:
  VariantReader(const Entry& entry, const BuiltScenario& built, Context& context)
      : entry_(&entry), built_(&built), context_(&context) {}

  void read(std::vector<ScenarioVariant>& variants) {
    ScenarioVariant variant;
    variant.id = entry_->key;
    variant.span = entry_->key_span;
    variant.scenario = built_->scenario;
    if (const Node* label = entry_->value.find("label"); label != nullptr && !label->is_null())
      variant.label = read_prose(*label, "`label`", *context_);
    const Node* set = entry_->value.find("set");
    if (set != nullptr && set->is_null()) set = nullptr;
    const Entry* list = set != nullptr && set->is_map() ? find_list(*set) : nullptr;
    variant.set = read_set(set == nullptr ? nullptr : without_lists(*set), built_->names, *context_);
    if (list == nullptr)
      push(std::move(variant), variants);
    else
      read_list(*list, variant, variants);
  }

private:
  /// The one setting with a list of values; more than one is an error.
  const Entry* find_list(const Node& set) const {
    const Entry* found = nullptr;
    for (const Entry& entry : set.entries) {
      if (!entry.value.is_sequence()) continue;
      if (found != nullptr)
        context_->diagnostics.error(entry.key_span,
                                    fmt::format("a second list of values; the first is '{}' ({})", found->key,
                                                line_of(found->key_span, entry.key_span)),
                                    "one list a scenario: write several scenarios");
      else
        found = &entry;
    }
    return found;
  }

  const Node* without_lists(const Node& set) {
    rest_ = set;
    std::erase_if(rest_.entries, [](const Entry& e) { return e.value.is_sequence(); });
    return &rest_;
  }

  void read_list(const Entry& list, const ScenarioVariant& variant, std::vector<ScenarioVariant>& variants) {
    if (list.value.items.empty())
      context_->diagnostics.error(list.value.span,
                                  fmt::format("the list of values of '{}' is empty", list.key));
    if (!built_->names.check(list.key, list.key_span, *context_)) return;
    for (std::size_t i = 0; i < list.value.items.size(); ++i) {
      auto entry = read_set_entry(list.key, list.key_span, list.value.items[i], *context_);
      if (!entry) continue;
      ScenarioVariant one = variant;
      one.id = fmt::format("{}.{}", variant.id, i + 1);
      const std::string what = fmt::format("{} = {}", list.key, entry->value.text);
      one.label = variant.label.empty() ? what : fmt::format("{}: {}", variant.label, what);
      one.set.push_back(*std::move(entry));
      push(std::move(one), variants);
    }
  }

  void push(ScenarioVariant variant, std::vector<ScenarioVariant>& variants) {
    for (const SetEntry& entry : variant.set)
      warn_hidden(entry, *variant.scenario, context_->diagnostics);
    variants.push_back(std::move(variant));
  }

  const Entry* entry_;
  const BuiltScenario* built_;
  Context* context_;
  Node rest_;
};

/// The sections of a scenario that are laid over the base case; reports keys that it can't have.
Node sections_of(const Entry& entry, Context& context) {
  const std::string what = fmt::format("the scenario '{}'", entry.key);
  std::vector<std::string> known = {"label", "set"};
  for (const std::string& key : top_keys())
    if (std::find(kNotInScenarios.begin(), kNotInScenarios.end(), key) == kNotInScenarios.end())
      known.push_back(key);
  Node patch = entry.value;
  std::erase_if(patch.entries, [&](const Entry& e) {
    if (e.key == "label" || e.key == "set") {
      has_value(e, what, context);
      return true;
    }
    if (std::find(known.begin(), known.end(), e.key) != known.end()) return false;
    if (e.key == "validation")
      context.diagnostics.error(e.key_span, "`validation` stands at the top level",
                                fmt::format("an entry there names its scenario: `scenario: {}`", entry.key));
    else
      report_unknown_key(Place::top, what, e.key, e.key_span, known, context.diagnostics);
    return true;
  });
  return patch;
}

bool is_known(const Diagnostic& d, const Diagnostics& known) {
  return std::any_of(known.all().begin(), known.all().end(), [&](const Diagnostic& other) {
    return other.message == d.message && other.span.file == d.span.file && other.span.line == d.span.line &&
           other.span.column == d.span.column;
  });
}

/// Adds what only the scenario brought about, and says so: its place may lie in the base case.
void forward_from_scenario(const Diagnostics& found, const std::string& id, Diagnostics& diagnostics) {
  Diagnostics fresh;
  for (const Diagnostic& d : found.all()) {
    if (is_known(d, diagnostics)) continue;
    const std::string message = fmt::format("{} (in the scenario '{}')", d.message, id);
    if (d.severity == Severity::error)
      fresh.error(d.span, message, d.hint);
    else
      fresh.warning(d.span, message, d.hint);
  }
  forward(fresh, diagnostics);
}

BuiltScenario build_variant(const Node& base, const Node& patch, const std::string& id, Context& context) {
  Diagnostics found;
  Context inner{found, context.files};
  BuiltScenario built = build_scenario(merged(base, patch, inner), inner);
  forward_from_scenario(found, id, context.diagnostics);
  return built;
}

void read_one(const Entry& entry, const Node& base, const BuiltScenario& built,
              std::vector<ScenarioVariant>& variants, Context& context) {
  if (!has_value(entry, "`scenarios`", context)) return;
  check_id("scenario", entry.key, entry.key_span, context.diagnostics);
  if (!expect_map(entry.value, fmt::format("the scenario '{}'", entry.key), context)) return;
  const Node patch = sections_of(entry, context);
  if (patch.entries.empty()) {
    VariantReader(entry, built, context).read(variants);
    return;
  }
  const BuiltScenario own = build_variant(base, patch, entry.key, context);
  VariantReader(entry, own, context).read(variants);
}

} // namespace

void warn_hidden(const SetEntry& entry, const Scenario& scenario, Diagnostics& diagnostics) {
  std::vector<std::string> strategies;
  for (const Strategy& strategy : scenario.strategies)
    if (std::any_of(strategy.set.begin(), strategy.set.end(),
                    [&](const SetEntry& s) { return hides(s, entry.name); }))
      strategies.push_back(fmt::format("'{}'", strategy.id));
  if (!strategies.empty())
    diagnostics.warning(entry.span,
                        fmt::format("the setting of '{}' doesn't reach {}, which {} it too", entry.name,
                                    join(strategies, ", "), strategies.size() == 1 ? "sets" : "set"),
                        "a strategy's own `set` comes after the scenario's");
  std::vector<std::string> groups;
  for (const Subgroup& group : scenario.subgroups)
    if (std::any_of(group.set.begin(), group.set.end(),
                    [&](const SetEntry& s) { return hides(s, entry.name); }))
      groups.push_back(fmt::format("'{}'", group.id));
  if (groups.empty()) return;
  const bool one = groups.size() == 1;
  const std::size_t count = groups.size();
  if (count > kMostNamed) {
    groups.resize(kMostNamed);
    groups.push_back(fmt::format("{} more", count - kMostNamed));
  }
  diagnostics.warning(entry.span,
                      fmt::format("the setting of '{}' doesn't reach the {} {}, which {} it too", entry.name,
                                  one ? "subgroup" : "subgroups", join(groups, ", "), one ? "sets" : "set"),
                      "a subgroup's own `set` comes after the scenario's");
}

std::vector<ScenarioVariant> read_variants(const Node& root, const BuiltScenario& built, Context& context) {
  std::vector<ScenarioVariant> variants;
  const Node* scenarios = root.find("scenarios");
  if (scenarios == nullptr || scenarios->is_null() || !expect_map(*scenarios, "`scenarios`", context))
    return variants;
  Node base = root;
  std::erase_if(base.entries, [](const Entry& e) { return e.key == "scenarios"; });
  for (const Entry& entry : scenarios->entries) {
    read_one(entry, base, built, variants, context);
    if (variants.size() <= kMostScenarios) continue;
    context.diagnostics.error(scenarios->span, fmt::format("more than {} scenarios", kMostScenarios));
    break;
  }
  return variants;
}

} // namespace cea::input
