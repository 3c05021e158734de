#include "input/limits.h"
#include "input/sections.h"

#include "support/locale.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea::input {

namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2200;

std::optional<int> read_year(const Node& node, const std::string& what, Context& context) {
  const auto year = read_integer(node, what, kFirstYear, kLastYear, context);
  return year ? std::optional(static_cast<int>(*year)) : std::nullopt;
}

void read_weights(const Node& node, CycleCorrection& correction, Context& context) {
  const MapReader map(node, Place::cycle_correction, "`cycle_correction`", {"weights", "moves"}, context);
  correction.counting = Counting::weights;
  if (const Node* weights = map.require("weights"))
    correction.weights = read_formula(*weights, "`weights`", context);
  if (const Node* moves = map.get("moves"))
    correction.moves_weighted =
        read_choice<bool>(*moves, "`moves`", {{"weighted", true}}, context).value_or(false);
}

bool is_by_outcome(const Node& node) {
  return node.is_map() && (node.find("costs") != nullptr || node.find("effects") != nullptr);
}

void read_corrections(const Node& node, TimeSettings& time, Context& context) {
  if (!is_by_outcome(node)) {
    time.costs_correction = time.effects_correction = read_cycle_correction(node, context);
    return;
  }
  const MapReader map(node, Place::cycle_correction, "`cycle_correction`", {"costs", "effects"}, context);
  if (const Node* costs = map.get("costs")) time.costs_correction = read_cycle_correction(*costs, context);
  if (const Node* effects = map.get("effects"))
    time.effects_correction = read_cycle_correction(*effects, context);
}

void read_horizon(const MapReader& map, TimeSettings& time, Context& context) {
  const Node* horizon = map.get("horizon");
  const Node* cycles = map.get("cycles");
  if (horizon != nullptr) time.horizon = read_duration(*horizon, "`horizon`", context);
  if (cycles != nullptr) time.cycles = read_formula(*cycles, "`cycles`", context);
  if (horizon != nullptr && cycles != nullptr)
    context.diagnostics.error(map.key_span("cycles"), "`time` has both `horizon` and `cycles`",
                              "keep one of them");
  if (map.is_map() && horizon == nullptr && cycles == nullptr)
    context.diagnostics.error(map.span(), "`time` needs `horizon:` or `cycles:`", "as `horizon: 45 years`");
}

double read_days_per_year(const Node& node, Context& context) {
  const auto days = read_constant(node, "`days_per_year`", context);
  if (!days) return TimeSettings{}.days_per_year;
  if (*days >= 360 && *days <= 366) return *days;
  context.diagnostics.error(node.span,
                            fmt::format("`days_per_year` must lie between 360 and 366, not {}", node.text));
  return TimeSettings{}.days_per_year;
}

/// The steps of `A to B by C`, both ends included; each is A + i·C, so that errors don't add up.
std::vector<double> range_steps(double from, double to, double by) {
  std::vector<double> values;
  const double last = std::floor((to - from) / by + 1e-9);
  for (double i = 0; i <= last; ++i)
    values.push_back(std::strtod(fmt::format("{:.12g}", from + i * by).c_str(), nullptr)); // 0.3, not 0.1·3
  return values;
}

struct RangeText {
  std::string from, to, by;
};

std::optional<RangeText> split_range(const std::string& text) {
  const std::size_t to = text.find(" to ");
  if (to == std::string::npos) return std::nullopt;
  const std::size_t by = text.find(" by ", to + 3);
  if (by == std::string::npos) return RangeText{text.substr(0, to), text.substr(to + 4), {}};
  return RangeText{text.substr(0, to), text.substr(to + 4, by - to - 4), text.substr(by + 4)};
}

std::vector<double> read_range(const RangeText& range, const Node& node, const std::string& what,
                               Context& context) {
  const auto number = [](const std::string& text, const Span& span) {
    const std::string trimmed(trim(text));
    return trimmed.empty() ? std::nullopt : constant_value({trimmed, span});
  };
  const auto from = number(range.from, node.span), to = number(range.to, node.span),
             by = number(range.by, node.span);
  const bool good = from && to && by && *from >= 0 && *to >= *from && *by > 0;
  if (good && (*to - *from) / *by < static_cast<double>(kMostThresholds)) return range_steps(*from, *to, *by);
  context.diagnostics.error(node.span,
                            good ? fmt::format("{} has more than {} steps", what, kMostThresholds)
                                 : fmt::format("{} isn't a range of numbers", what),
                            "as `0 to 200_000 by 1_000`");
  return {};
}

std::string read_locale(const Node& node, Context& context) {
  std::string name = read_text(node, "`locale`", context);
  if (name.empty() || find_locale(name) != nullptr) return name;
  context.diagnostics.error(node.span, fmt::format("the locale '{}' isn't known", name),
                            fmt::format("known are {}", join_or(locale_names())));
  return "";
}

} // namespace

Setting read_setting(const Node* node, Context& context) {
  Setting setting;
  if (node == nullptr) return setting;
  const MapReader map(*node, Place::setting, "`setting`",
                      {"country", "perspective", "currency", "price_year", "start_year", "locale"}, context);
  if (!map.is_map()) return setting;
  if (const Node* country = map.get("country")) setting.country = read_prose(*country, "`country`", context);
  if (const Node* currency = map.get("currency"))
    setting.currency = read_text(*currency, "`currency`", context);
  if (const Node* locale = map.get("locale")) setting.locale = read_locale(*locale, context);
  if (const Node* perspective = map.get("perspective"))
    for (const Node* item : as_list(*perspective))
      setting.perspective.push_back(read_text(*item, "`perspective`", context));
  if (const Node* year = map.get("price_year"))
    setting.price_year = read_year(*year, "`price_year`", context);
  if (const Node* year = map.get("start_year"))
    setting.start_year = read_year(*year, "`start_year`", context);
  return setting;
}

CycleCorrection read_cycle_correction(const Node& node, Context& context) {
  CycleCorrection correction;
  correction.span = node.span;
  if (node.is_map()) {
    read_weights(node, correction, context);
    return correction;
  }
  const auto counting = read_choice<Counting>(node, "`cycle_correction`",
                                              {{"start", Counting::start},
                                               {"end", Counting::end},
                                               {"life-table", Counting::life_table},
                                               {"half-cycle", Counting::life_table},
                                               {"trapezoid", Counting::trapezoid},
                                               {"simpson", Counting::simpson},
                                               {"rows", Counting::rows}},
                                              context);
  correction.counting = counting.value_or(Counting::life_table);
  if (correction.counting == Counting::rows)
    context.diagnostics.warning(node.span,
                                "`rows` counts T+1 rows for T cycles, one cycle more than the horizon",
                                "`life-table` counts each cycle once");
  return correction;
}

TimeSettings read_time(const Node* node, Context& context) {
  TimeSettings time;
  if (node == nullptr) return time;
  const MapReader map(*node, Place::time, "`time`",
                      {"cycle_length", "horizon", "cycles", "start_age", "cycle_correction", "days_per_year"},
                      context);
  time.span = node->span;
  time.costs_correction.span = time.effects_correction.span = node->span;
  if (!map.is_map()) return time;
  if (const Node* length = map.require("cycle_length", "as `cycle_length: 1 year`"))
    time.cycle_length = read_duration(*length, "`cycle_length`", context).value_or(FormulaText{});
  read_horizon(map, time, context);
  time.start_age = read_optional_formula(map, "start_age", context);
  if (const Node* correction = map.get("cycle_correction")) read_corrections(*correction, time, context);
  if (const Node* days = map.get("days_per_year")) time.days_per_year = read_days_per_year(*days, context);
  return time;
}

std::vector<double> read_thresholds(const Node& node, const std::string& what, Context& context) {
  std::vector<double> values, single;
  for (const Node* item : as_list(node)) {
    const auto range = item->is_scalar() ? split_range(item->text) : std::nullopt;
    if (range) {
      const auto steps = read_range(*range, *item, what, context);
      values.insert(values.end(), steps.begin(), steps.end());
      continue;
    }
    if (item->is_scalar() && item->text == "000") {
      context.diagnostics.error(item->span, "'000' isn't a threshold: YAML splits a number at its comma",
                                "write `20_000` or `20000`");
      continue;
    }
    const auto value = read_constant(*item, what, context);
    if (value && std::find(single.begin(), single.end(), *value) != single.end())
      context.diagnostics.error(item->span, fmt::format("{} {} stands twice", what, item->text));
    if (value && *value < 0) context.diagnostics.error(item->span, fmt::format("{} can't be negative", what));
    if (value) single.push_back(*value);
    if (value && *value >= 0) values.push_back(*value);
  }
  if (node.is_sequence() && node.items.empty())
    context.diagnostics.error(node.span, fmt::format("{} is an empty list", what));
  return values;
}

std::optional<PriceIndex> read_price_index(const Node* node, Context& context) {
  if (node == nullptr || !expect_map(*node, "`price_index`", context)) return std::nullopt;
  PriceIndex index;
  index.span = node->span;
  for (const Entry& entry : node->entries) {
    if (!has_value(entry, "`price_index`", context)) continue;
    if (entry.key == "source") {
      index.source = read_prose(entry.value, "`source`", context);
      continue;
    }
    const auto year = parse_number(entry.key);
    if (!year || *year < kFirstYear || *year > kLastYear || *year != std::floor(*year)) {
      context.diagnostics.error(entry.key_span, fmt::format("'{}' isn't a year", entry.key),
                                "`price_index` has `source` and years, as `2020: 0.95`");
      continue;
    }
    const auto value = read_constant(entry.value, "a price index", context);
    if (value && *value <= 0) context.diagnostics.error(entry.value.span, "a price index must be above 0");
    if (value && *value > 0) index.by_year.emplace_back(static_cast<int>(*year), *value);
  }
  std::sort(index.by_year.begin(), index.by_year.end());
  return index;
}

} // namespace cea::input
