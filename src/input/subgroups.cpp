// The sections `subgroups`: of the top level and of a strategy.
#include "input/csv.h"
#include "input/limits.h"
#include "input/sections.h"

#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace cea::input {

namespace {

std::optional<Subgroup> read_group(const Entry& entry, const ParameterNames& names, Context& context) {
  Subgroup group;
  group.id = entry.key;
  group.span = entry.key_span;
  const MapReader map(entry.value, Place::subgroup, fmt::format("the subgroup '{}'", entry.key),
                      {"label", "weight", "set", "note"}, context);
  if (!map.is_map()) return std::nullopt;
  if (const Node* label = map.get("label")) group.label = read_prose(*label, "`label`", context);
  if (const Node* note = map.get("note")) read_prose(*note, "`note`", context);
  group.set = read_set(map.get("set"), names, context);
  const Node* weight = map.require("weight", "its share of the population, or its number of people");
  auto formula = weight == nullptr ? std::nullopt : read_formula(*weight, "`weight`", context);
  if (!formula) return std::nullopt;
  group.weight = *std::move(formula);
  return group;
}

/// Subgroups as rows of a CSV file.
class GroupTable {
public:
  GroupTable(const Node& node, const ParameterNames& names, Context& context)
      : map_(node, Place::subgroup, "`subgroups` from a file", {"from", "id", "weight", "label", "set"},
             context),
        names_(&names), context_(&context) {}

  std::vector<Subgroup> read() {
    const Node& from = *map_.get("from");
    const auto source = context_->files.load(read_text(from, "`from`", *context_), from.span, kMostCsvBytes,
                                             context_->diagnostics);
    if (!source) return {};
    CsvReader csv(source, context_->diagnostics);
    if (!csv.usable()) return {};
    csv_ = &csv;
    id_ = column("id");
    weight_ = column("weight");
    if (map_.has("label")) label_ = column("label");
    find_settings();
    if (id_ && weight_) rows();
    if (groups_.empty() && csv.bad_rows() == 0 && id_ && weight_)
      context_->diagnostics.error(from.span, "the file has no subgroups", "it needs a row a subgroup");
    return std::move(groups_);
  }

private:
  using Column = std::optional<std::size_t>;
  struct Setting {
    std::string parameter;
    Span span;
    std::size_t column;
  };

  Column column(const char* key) {
    const Node* node = map_.require(key, fmt::format("the column of the file, as `{}: {}`", key,
                                                     csv_->header().empty() ? key : csv_->header()[0]));
    return node == nullptr ? std::nullopt : column_called(*node, fmt::format("`{}`", key));
  }

  Column column_called(const Node& node, const std::string& what) {
    const std::string name = read_text(node, what, *context_);
    if (name.empty()) return std::nullopt;
    const auto& header = csv_->header();
    const auto it = std::find(header.begin(), header.end(), name);
    if (it != header.end()) return static_cast<std::size_t>(it - header.begin());
    std::string hint = suggestion(name, header);
    if (hint.empty()) hint = fmt::format("its columns are {}", join(header, ", "));
    context_->diagnostics.error(node.span, fmt::format("the file has no column '{}'", name), hint);
    return std::nullopt;
  }

  void find_settings() {
    const Node* set = map_.get("set");
    if (set == nullptr || !expect_map(*set, "`set`", *context_)) return;
    for (const Entry& entry : set->entries) {
      const bool known = names_->check(entry.key, entry.key_span, *context_);
      if (!has_value(entry, "`set`", *context_)) continue;
      const auto at = column_called(entry.value, fmt::format("the column of '{}'", entry.key));
      if (known && at) settings_.push_back({entry.key, entry.key_span, *at});
    }
  }

  /// A cell as a formula; its place is the cell's.
  std::optional<FormulaText> number(const CsvCell& cell) {
    if (!csv_->number(cell)) return std::nullopt;
    return FormulaText{std::string(trim(cell.text)), csv_->span(cell)};
  }

  void rows() {
    std::vector<CsvCell> row;
    while (csv_->next(row)) {
      if (groups_.size() == kMostSubgroups) {
        context_->diagnostics.error(csv_->span(row[0]),
                                    fmt::format("more than {} subgroups", kMostSubgroups));
        return;
      }
      read_row(row);
    }
  }

  void read_row(const std::vector<CsvCell>& row) {
    Subgroup group;
    group.id = trim(row[*id_].text);
    group.span = csv_->span(row[*id_]);
    if (label_) group.label = trim(row[*label_].text);
    if (group.id.empty()) {
      context_->diagnostics.error(group.span, "a subgroup without an id");
      return;
    }
    if (auto weight = number(row[*weight_])) group.weight = *std::move(weight);
    for (const Setting& s : settings_)
      if (auto value = number(row[s.column])) {
        SetEntry entry;
        entry.name = s.parameter;
        entry.span = s.span;
        entry.value = *std::move(value);
        group.set.push_back(std::move(entry));
      }
    const auto [first, fresh] = seen_.emplace(group.id, group.span);
    if (fresh)
      groups_.push_back(std::move(group));
    else
      context_->diagnostics.error(group.span, fmt::format("a second subgroup '{}'; the first stands in {}",
                                                          group.id, line_of(first->second, group.span)));
  }

  MapReader map_;
  const ParameterNames* names_;
  Context* context_;
  CsvReader* csv_ = nullptr;
  Column id_, weight_, label_;
  std::vector<Setting> settings_;
  std::map<std::string, Span> seen_;
  std::vector<Subgroup> groups_;
};

/// `from: ages.csv` says that the rest are columns; a subgroup of that name would be a map.
bool is_from_file(const Node& node) {
  const Node* from = node.find("from");
  return from != nullptr && !from->is_map();
}

std::vector<Subgroup> read_groups(const Node* node, const ParameterNames& names, Context& context) {
  std::vector<Subgroup> groups;
  if (node == nullptr || !expect_map(*node, "`subgroups`", context)) return groups;
  if (is_from_file(*node)) return GroupTable(*node, names, context).read();
  for (const Entry& entry : node->entries) {
    if (!has_value(entry, "`subgroups`", context)) continue;
    check_id("subgroup", entry.key, entry.key_span, context.diagnostics);
    if (auto group = read_group(entry, names, context)) groups.push_back(*std::move(group));
  }
  if (node->entries.empty()) context.diagnostics.error(node->span, "`subgroups` names no subgroup");
  if (groups.size() > kMostSubgroups)
    context.diagnostics.error(node->span, fmt::format("more than {} subgroups", kMostSubgroups));
  return groups;
}

void check_settings(const std::vector<Subgroup>& groups, const std::vector<Strategy>& strategies,
                    Context& context) {
  std::vector<std::string> ids;
  for (const Subgroup& group : groups)
    ids.push_back(group.id);
  for (const Strategy& strategy : strategies)
    for (const SubgroupSettings& settings : strategy.subgroups) {
      if (std::find(ids.begin(), ids.end(), settings.id) != ids.end()) continue;
      std::string hint = suggestion(settings.id, ids);
      if (hint.empty()) hint = "groups and their weights stand in `subgroups:` of the top level";
      context.diagnostics.error(settings.span, fmt::format("no subgroup is called '{}'", settings.id), hint);
    }
}

} // namespace

std::vector<Subgroup> read_subgroups(const Node* node, const ParameterNames& names,
                                     const std::vector<Strategy>& strategies, Context& context) {
  Diagnostics found;
  Context inner{found, context.files};
  std::vector<Subgroup> groups = read_groups(node, names, inner);
  if (!found.has_errors()) check_settings(groups, strategies, inner);
  forward(found, context.diagnostics);
  return groups;
}

std::vector<SubgroupSettings> read_subgroup_settings(const Node* node, const ParameterNames& names,
                                                     Context& context) {
  std::vector<SubgroupSettings> all;
  if (node == nullptr || !expect_map(*node, "`subgroups`", context)) return all;
  for (const Entry& entry : node->entries) {
    if (!has_value(entry, "`subgroups`", context)) continue;
    const MapReader map(entry.value, Place::subgroup,
                        fmt::format("the subgroup '{}' of a strategy", entry.key), {"set"}, context);
    if (!map.is_map()) continue;
    all.push_back({entry.key, read_set(map.get("set"), names, context), entry.key_span});
  }
  return all;
}

} // namespace cea::input
