// The section `validation`: observed figures that the cohort trace is compared with.
#include "input/build_scenario.h"
#include "input/state_space.h"

#include "formula/ast.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::input {

namespace {

/// The states of a scenario that was read, to look names up again.
StateSpace space_of(const Scenario& scenario) {
  StateSpace space;
  space.layers = scenario.layers;
  for (const HealthState& state : scenario.states)
    space.add(state);
  return space;
}

template <typename T> std::vector<std::string> ids_of(const std::vector<T>& all) {
  std::vector<std::string> ids;
  for (const T& one : all)
    ids.push_back(one.id);
  return ids;
}

class TargetReader {
public:
  TargetReader(const Node& node, const ScenarioFile& file, Context& context)
      : map_(node, Place::validation, "an entry of `validation`",
             {"quantity", "strategy", "scenario", "subgroup", "at", "observed", "low", "high", "n", "label",
              "source", "note"},
             context),
        file_(&file), context_(&context) {
    target_.span = node.span;
  }

  std::optional<ValidationTarget> read() {
    if (!map_.is_map()) return std::nullopt;
    texts();
    const Scenario* scenario = in_scenario();
    const bool at = formula("at", target_.at, true), observed = formula("observed", target_.observed, false);
    target_.low = read_optional_formula(map_, "low", *context_);
    target_.high = read_optional_formula(map_, "high", *context_);
    target_.n = read_optional_formula(map_, "n", *context_);
    const bool quantity = formula("quantity", target_.quantity, false);
    if (scenario == nullptr) return std::nullopt;
    const bool strategy = known("strategy", ids_of(scenario->strategies), target_.strategy, true);
    const bool group = known("subgroup", ids_of(scenario->subgroups), target_.subgroup, false);
    if (!quantity || !shares(*scenario)) return std::nullopt;
    return at && observed && strategy && group ? std::optional(std::move(target_)) : std::nullopt;
  }

private:
  void texts() {
    if (const Node* label = map_.get("label")) target_.label = read_prose(*label, "`label`", *context_);
    const Provenance provenance = read_provenance(map_, *context_);
    target_.source = provenance.source;
    target_.note = provenance.note;
  }

  bool formula(const char* key, FormulaText& text, bool duration) {
    const Node* node = map_.require(key);
    if (node == nullptr) return false;
    const std::string what = fmt::format("`{}`", key);
    auto read = duration ? read_duration(*node, what, *context_) : read_formula(*node, what, *context_);
    if (read) text = *std::move(read);
    return read.has_value();
  }

  /// The scenario whose model the target is compared with; null after an error.
  const Scenario* in_scenario() {
    const Node* node = map_.get("scenario");
    if (node == nullptr) return file_->base.get();
    target_.scenario = read_text(*node, "`scenario`", *context_);
    std::vector<std::string> ids = ids_of(file_->variants);
    const auto it = std::find(ids.begin(), ids.end(), target_.scenario);
    if (it != ids.end()) return file_->variants[static_cast<std::size_t>(it - ids.begin())].scenario.get();
    const bool list = std::find(ids.begin(), ids.end(), target_.scenario + ".1") != ids.end();
    context_->diagnostics.error(
        node->span, fmt::format("no scenario is called '{}'", target_.scenario),
        list ? fmt::format("a list makes one scenario a value: '{0}.1', '{0}.2' …", target_.scenario)
             : suggestion(target_.scenario, ids));
    return nullptr;
  }

  bool known(const char* key, const std::vector<std::string>& ids, std::string& id, bool required) {
    const Node* node = required ? map_.require(key) : map_.get(key);
    if (node == nullptr) return !required;
    id = read_text(*node, fmt::format("`{}`", key), *context_);
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) return true;
    const std::string where =
        target_.scenario.empty() ? "" : fmt::format(" in the scenario '{}'", target_.scenario);
    context_->diagnostics.error(node->span, fmt::format("no {} is called '{}'{}", key, id, where),
                                suggestion(id, ids));
    return false;
  }

  /// Looks up what each `in(…)` of the quantity names.
  bool shares(const Scenario& scenario) {
    if (scenario.trees_alone()) {
      context_->diagnostics.error(target_.quantity.span, "a decision tree alone has no cohort trace");
      return false;
    }
    Diagnostics ignored; // its syntax was checked
    const auto tree = formula::parse(target_.quantity, ignored);
    if (!tree) return false;
    const bool good = collect(*tree, space_of(scenario), scenario.clocks);
    if (good && target_.shares.empty())
      context_->diagnostics.error(target_.quantity.span, "the quantity has no share of the cohort in it",
                                  "as `in(active) / in(alive)`");
    return good && !target_.shares.empty();
  }

  bool collect(const formula::Expression& e, const StateSpace& space, const std::vector<Clock>& clocks) {
    if (e.op != formula::Op::call || e.name != "in") {
      bool good = true;
      for (const auto& argument : e.arguments)
        good = collect(*argument, space, clocks) && good;
      return good;
    }
    if (e.arguments.size() != 1 || e.arguments[0]->op != formula::Op::name) {
      context_->diagnostics.error(e.span, "in(…) takes a state, a pattern, `alive` or a clock",
                                  "as `in(active) + in(remission)`");
      return false;
    }
    const formula::Expression& name = *e.arguments[0];
    const auto clock =
        std::find_if(clocks.begin(), clocks.end(), [&](const Clock& c) { return c.name == name.name; });
    if (clock != clocks.end() && !space.find(name.name)) {
      target_.shares.push_back({name.name, clock->states});
      return true;
    }
    auto match = space.match(name.name, name.span, *context_);
    if (match) target_.shares.push_back({name.name, std::move(match->states)});
    return match.has_value();
  }

  MapReader map_;
  const ScenarioFile* file_;
  Context* context_;
  ValidationTarget target_;
};

} // namespace

std::vector<ValidationTarget> read_validation(const Node& root, const ScenarioFile& file, Context& context) {
  std::vector<ValidationTarget> targets;
  const Node* node = root.find("validation");
  if (node == nullptr || node->is_null()) return targets;
  if (!node->is_sequence()) {
    context.diagnostics.error(node->span, "`validation` must be a list",
                              "as `- {quantity: in(alive), strategy: drug, at: 5 years, observed: 0.83}`");
    return targets;
  }
  for (const Node& item : node->items)
    if (auto target = TargetReader(item, file, context).read()) targets.push_back(*std::move(target));
  return targets;
}

} // namespace cea::input
