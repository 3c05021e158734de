#pragma once

#include "input/reader.h"
#include "model/scenario.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

/// The parts of a scenario file, one function each; a new part adds a file, a function here, and a line in
/// build_scenario.cpp. A null node is a section that the file doesn't have.
namespace cea::input {

Setting read_setting(const Node* node, Context& context);
TimeSettings read_time(const Node* node, Context& context);

/// One cycle correction, as an item may have one of its own.
CycleCorrection read_cycle_correction(const Node& node, Context& context);

/// Rules for costs and effects.
std::pair<DiscountRule, DiscountRule> read_discounting(const Node* node, Context& context);

/// A rate, or steps such as `{0 years: 3.5%, 30 years: 3%}`.
std::vector<DiscountRule::Step> read_discount_rates(const Node& node, const std::string& what,
                                                    Context& context);

/// A number, a list, or `A to B by C`; `what` names the key.
std::vector<double> read_thresholds(const Node& node, const std::string& what, Context& context);

std::optional<PriceIndex> read_price_index(const Node* node, Context& context);
std::vector<Table> read_tables(const Node* node, Context& context);

/// Parameters, and which names they may not have because something else has them.
struct ParameterList {
  std::vector<Parameter> parameters;
  std::vector<std::string> families;
  std::vector<JointDistribution> joint;
};
ParameterList read_parameters(const Node* parameters, const Node* joint, Context& context);

/// The names that `set` and columns of samples may use.
class ParameterNames {
public:
  explicit ParameterNames(const ParameterList& list);
  [[nodiscard]] bool contains(const std::string& name) const { return names_.contains(name); }
  /// Reports a name that no parameter has.
  bool check(const std::string& name, const Span& at, Context& context) const;

private:
  std::map<std::string, Span> names_;
  std::vector<std::string> families_;
};

/// Reads `correlation:`; the list must hold parameters and joint distributions.
std::vector<Correlation> read_correlations(const Node* node, const ParameterList& list, Context& context);

/// Reads `joint:`.
std::vector<JointDistribution> read_joints(const Node* node, Context& context);
/// Members must be parameters without a distribution of their own, each in one joint distribution.
void check_joints(const ParameterList& list, Context& context);

/// Reads a `set:`; entries whose name no parameter has are reported and left out.
std::vector<SetEntry> read_set(const Node* node, const ParameterNames& names, Context& context);
/// One entry; nothing after an error.
std::optional<SetEntry> read_set_entry(const std::string& name, const Span& name_span, const Node& value,
                                       Context& context);

/// Reads `subgroups:` of the top level: a map of groups, or `from:` a CSV file with a row a group. Reports
/// settings of strategies for groups that don't exist.
std::vector<Subgroup> read_subgroups(const Node* node, const ParameterNames& names,
                                     const std::vector<Strategy>& strategies, Context& context);
/// Reads `subgroups:` of a strategy.
std::vector<SubgroupSettings> read_subgroup_settings(const Node* node, const ParameterNames& names,
                                                     Context& context);

/// The ids that analyses may name.
struct AnalysisIds {
  std::vector<std::string> strategies, subgroups;
};
Analyses read_analyses(const Node* node, const ParameterNames& names, const AnalysisIds& ids,
                       Context& context);

/// `source`, `quality` and `note`.
Provenance read_provenance(const MapReader& map, Context& context);
/// A distribution with the sample of an `empirical`; `parameter` names the column where the file has several.
std::optional<DistributionCall> read_distribution(const Node& node, const std::string& parameter,
                                                  Context& context);

} // namespace cea::input
