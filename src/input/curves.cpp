#include "input/curves.h"

#include "input/csv.h"
#include "input/limits.h"
#include "input/sections.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

namespace cea::input {

namespace {

constexpr std::array kOrigins = {"distribution", "from", "kaplan_meier", "spline", "life_table"};

/// Two columns of a file with these headings, in any order; other columns are left aside.
struct TwoColumns {
  std::vector<double> first, second;
  std::function<Span(std::size_t row)> place;
};

std::optional<TwoColumns> read_two_columns(const std::string& name, const Span& at, const std::string& first,
                                           const std::string& second, Context& context) {
  const auto source = context.files.load(name, at, kMostCsvBytes, context.diagnostics);
  if (!source) return std::nullopt;
  CsvReader csv(source, context.diagnostics);
  if (!csv.usable()) return std::nullopt;
  std::array<std::size_t, 2> column{};
  const std::array wanted{first, second};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto found = std::find(csv.header().begin(), csv.header().end(), wanted[i]);
    if (found == csv.header().end()) {
      context.diagnostics.error({source, 1, 1}, fmt::format("the file has no column '{}'", wanted[i]),
                                fmt::format("it needs the columns {} and {}", first, second));
      return std::nullopt;
    }
    column[i] = static_cast<std::size_t>(found - csv.header().begin());
  }
  TwoColumns result;
  std::vector<int> lines;
  std::vector<CsvCell> row;
  while (csv.next(row) && lines.size() < kMostTableRows) {
    lines.push_back(row[0].line);
    result.first.push_back(csv.number(row[column[0]]).value_or(0));
    result.second.push_back(csv.number(row[column[1]]).value_or(0));
  }
  result.place = [lines = std::move(lines), source](std::size_t r) { return Span{source, lines[r], 1}; };
  return result;
}

/// Reports the first row for which `wrong` gives a message.
bool rows_hold(const TwoColumns& rows, const std::function<std::string(std::size_t)>& wrong,
               Context& context) {
  for (std::size_t r = 0; r < rows.first.size(); ++r)
    if (const std::string message = wrong(r); !message.empty()) {
      context.diagnostics.error(rows.place(r), message);
      return false;
    }
  return true;
}

/// `kaplan_meier: file.csv`, or `{file: …, time: months}`.
void read_kaplan_meier(const Node& node, double days_per_year, Curve& curve, Context& context) {
  std::string file;
  double unit = 1;
  Span at = node.span;
  if (node.is_map()) {
    const MapReader map(node, Place::curve_part, "`kaplan_meier`", {"file", "time"}, context);
    const Node* name = map.require("file", "a CSV file with the columns time and survival");
    if (name == nullptr) return;
    file = read_text(*name, "`file`", context);
    at = name->span;
    if (const Node* time = map.get("time"))
      unit = read_choice<double>(*time, "`time`",
                                 {{"years", 1.0},
                                  {"months", 1.0 / 12},
                                  {"weeks", 7 / days_per_year},
                                  {"days", 1 / days_per_year}},
                                 context)
                 .value_or(1);
  } else {
    file = read_text(node, "`kaplan_meier`", context);
  }
  if (file.empty()) return;
  auto rows = read_two_columns(file, at, "time", "survival", context);
  if (!rows) return;
  const auto wrong = [&](std::size_t r) -> std::string {
    const double t = rows->first[r], s = rows->second[r];
    if (t < 0) return fmt::format("the time {} is before the start", shortest(t));
    if (s < 0 || s > 1) return fmt::format("the survival {} isn't between 0 and 1", shortest(s));
    if (r == 0) return {};
    if (t <= rows->first[r - 1])
      return fmt::format("times must ascend, but {} follows {}", shortest(t), shortest(rows->first[r - 1]));
    if (s > rows->second[r - 1])
      return fmt::format("survival can't rise, but {} follows {}", shortest(s),
                         shortest(rows->second[r - 1]));
    return {};
  };
  if (rows->first.empty()) {
    context.diagnostics.error(at, "the file has no rows");
    return;
  }
  if (!rows_hold(*rows, wrong, context)) return;
  if (rows->first.front() > 0) { // everyone is event-free until the first time
    rows->first.insert(rows->first.begin(), 0);
    rows->second.insert(rows->second.begin(), 1);
  }
  for (double& t : rows->first)
    t *= unit;
  curve.times = std::move(rows->first);
  curve.values = std::move(rows->second);
}

/// `spline: file.csv` with the columns knot and gamma.
void read_spline(const Node& node, Curve& curve, Context& context) {
  const std::string file = read_text(node, "`spline`", context);
  if (file.empty()) return;
  auto rows = read_two_columns(file, node.span, "knot", "gamma", context);
  if (!rows) return;
  if (rows->first.size() < 2) {
    context.diagnostics.error(node.span, "a spline needs at least the two boundary knots");
    return;
  }
  const auto wrong = [&](std::size_t r) -> std::string {
    return r > 0 && rows->first[r] <= rows->first[r - 1] ? "knots must ascend" : "";
  };
  if (!rows_hold(*rows, wrong, context)) return;
  curve.times = std::move(rows->first);
  curve.values = std::move(rows->second);
}

void read_life_table(const MapReader& map, const Node& node, Curve& curve, Context& context) {
  curve.table = read_text(node, "`life_table`", context);
  curve.table_span = node.span;
  curve.start = read_optional_formula(map, "from", context);
  if (!curve.start && map.get("from") == nullptr)
    context.diagnostics.error(node.span, "a curve of a life table needs the age at which it begins",
                              "as `from: start_age` or `from: 60`");
  const Node* mix = map.get("mix");
  if (mix == nullptr || !expect_map(*mix, "`mix`", context)) return;
  for (const Entry& entry : mix->entries) {
    if (!has_value(entry, "`mix`", context)) continue;
    if (auto share = read_formula(entry.value, "`mix`", context))
      curve.mix.push_back({entry.key, *std::move(share)});
  }
}

void read_origin(const MapReader& map, double days_per_year, Curve& curve, Context& context) {
  std::vector<std::string> given;
  for (const char* key : kOrigins)
    if (map.has(key) && !(std::string_view(key) == "from" && map.has("life_table"))) given.emplace_back(key);
  if (given.size() != 1) {
    context.diagnostics.error(
        curve.span,
        given.empty() ? fmt::format("the curve '{}' says nothing about survival", curve.name)
                      : fmt::format("the curve '{}' has {}", curve.name, join(given, " and ")),
        "give one of `distribution`, `from` (another curve), `kaplan_meier`, `spline` or `life_table`");
    return;
  }
  const Node& node = *map.get(given[0]);
  if (given[0] == "distribution") {
    curve.distribution = read_distribution(node, curve.name, context);
  } else if (given[0] == "from") {
    curve.origin = Curve::Origin::other;
    curve.from = read_text(node, "`from`", context);
    curve.from_span = node.span;
  } else if (given[0] == "kaplan_meier") {
    curve.origin = Curve::Origin::kaplan_meier;
    read_kaplan_meier(node, days_per_year, curve, context);
  } else if (given[0] == "spline") {
    curve.origin = Curve::Origin::spline;
    read_spline(node, curve, context);
  } else {
    curve.origin = Curve::Origin::life_table;
    read_life_table(map, node, curve, context);
  }
  if (map.has("mix") && given[0] != "life_table")
    context.diagnostics.error(map.key_span("mix"), "`mix` belongs to `life_table`");
}

void read_join(const Node& node, Curve& curve, Context& context) {
  const MapReader map(node, Place::curve_part, "`then`", {"at", "distribution"}, context);
  if (!map.is_map()) return;
  const Node* at = map.require("at", "when the other distribution takes over, as `at: 18 months`");
  const Node* distribution = map.require("distribution");
  if (at == nullptr || distribution == nullptr) return;
  auto date = read_formula(*at, "`at`", context);
  auto call = read_distribution(*distribution, curve.name, context);
  if (date && call) curve.join = Curve::Join{*std::move(date), *std::move(call)};
}

void read_wane(const Node& node, Curve& curve, Context& context) {
  const MapReader map(node, Place::curve_part, "`wane`", {"from", "until", "to"}, context);
  if (!map.is_map()) return;
  const Node* from = map.require("from", "when the effect begins to wane, as `from: 3 years`");
  const Node* until = map.require("until", "when it is gone, as `until: 5 years`");
  const Node* to = map.require("to", "the curve whose hazard then holds");
  if (from == nullptr || until == nullptr || to == nullptr) return;
  auto begin = read_formula(*from, "`from`", context);
  auto end = read_formula(*until, "`until`", context);
  const std::string name = read_text(*to, "`to`", context);
  if (begin && end && !name.empty())
    curve.wane = Curve::Wane{*std::move(begin), *std::move(end), name, to->span};
}

void read_background(const Node& node, Curve& curve, Context& context) {
  const MapReader map(node, Place::curve_part, "`background`", {"rate", "combine"}, context);
  if (!map.is_map()) return;
  const Node* rate = map.require("rate", "deaths a year in the population, as `rate: r_population`");
  const Node* combine = map.require("combine", "`max` (the larger hazard holds) or `add` (excess hazard)");
  if (rate == nullptr || combine == nullptr) return;
  auto formula = read_formula(*rate, "`rate`", context);
  const auto maximum = read_choice<bool>(*combine, "`combine`", {{"max", true}, {"add", false}}, context);
  if (formula && maximum) curve.background = Curve::Background{*std::move(formula), *maximum};
}

void read_cure(const Node& node, Curve& curve, Context& context) {
  const MapReader map(node, Place::curve_part, "`cure`", {"fraction"}, context);
  if (!map.is_map()) return;
  if (const Node* fraction = map.require("fraction"))
    curve.cure_fraction = read_formula(*fraction, "`fraction`", context);
}

Curve read_curve(const Node& node, const std::string& name, const Span& at, double days_per_year,
                 Context& context) {
  Curve curve;
  curve.name = name;
  curve.span = at;
  const MapReader map(node, Place::curve, fmt::format("the curve '{}'", name),
                      {"distribution", "from", "kaplan_meier", "spline", "life_table", "mix", "then", "cure",
                       "acceleration_factor", "hazard_ratio", "wane", "background", "label", "source",
                       "quality", "note"},
                      context);
  if (!map.is_map()) return curve;
  read_origin(map, days_per_year, curve, context);
  curve.acceleration_factor = read_optional_formula(map, "acceleration_factor", context);
  curve.hazard_ratio = read_optional_formula(map, "hazard_ratio", context);
  if (const Node* cure = map.get("cure")) read_cure(*cure, curve, context);
  if (const Node* then = map.get("then")) read_join(*then, curve, context);
  if (const Node* wane = map.get("wane")) read_wane(*wane, curve, context);
  if (const Node* background = map.get("background")) read_background(*background, curve, context);
  if (const Node* label = map.get("label")) read_prose(*label, "`label`", context);
  curve.provenance = read_provenance(map, context);
  return curve;
}

} // namespace

std::vector<Curve> read_curves(const Node* node, double days_per_year, Context& context) {
  std::vector<Curve> curves;
  if (node == nullptr || !expect_map(*node, "`curves`", context)) return curves;
  for (const Entry& entry : node->entries) {
    if (!has_value(entry, "`curves`", context)) continue;
    check_formula_name("curve", entry.key, entry.key_span, context.diagnostics);
    curves.push_back(read_curve(entry.value, entry.key, entry.key_span, days_per_year, context));
  }
  return curves;
}

std::vector<CurveChoice> read_curve_choices(const Node* node, const std::string& strategy,
                                            double days_per_year, std::vector<Curve>& curves,
                                            Context& context) {
  std::vector<CurveChoice> choices;
  if (node == nullptr || !expect_map(*node, "`curves`", context)) return choices;
  for (const Entry& entry : node->entries) {
    if (!has_value(entry, "`curves`", context)) continue;
    check_formula_name("curve", entry.key, entry.key_span, context.diagnostics);
    std::string chosen;
    if (entry.value.is_map()) {
      // A name that formulas can't write, so that it stays the strategy's own.
      chosen = fmt::format("{} of {}", entry.key, strategy);
      curves.push_back(read_curve(entry.value, chosen, entry.key_span, days_per_year, context));
    } else {
      chosen = read_text(entry.value, "`curves`", context);
    }
    if (!chosen.empty()) choices.push_back({entry.key, chosen, entry.value.span});
  }
  return choices;
}

void check_curve_names(const std::vector<Curve>& curves, const std::vector<Strategy>& strategies,
                       const std::vector<Table>& tables, Context& context) {
  std::vector<std::string> names, table_names;
  for (const Curve& curve : curves)
    names.push_back(curve.name);
  for (const Strategy& strategy : strategies)
    for (const CurveChoice& choice : strategy.curves)
      names.push_back(choice.name);
  for (const Table& table : tables)
    table_names.push_back(table.name);
  const auto check = [&](const std::string& name, const Span& at, const std::string& kind,
                         const std::vector<std::string>& known) {
    if (!name.empty() && std::find(known.begin(), known.end(), name) == known.end())
      context.diagnostics.error(at, fmt::format("no {} is called '{}'", kind, name), suggestion(name, known));
  };
  for (const Curve& curve : curves) {
    check(curve.from, curve.from_span, "curve", names);
    if (curve.wane) check(curve.wane->to, curve.wane->span, "curve", names);
    check(curve.table, curve.table_span, "table", table_names);
  }
}

std::optional<PartitionedSurvival> read_partitioned_survival(const Node* node, const StateSpace& space,
                                                             Context& context) {
  if (node == nullptr) return std::nullopt;
  const MapReader map(*node, Place::partitioned_survival, "`partitioned_survival`", {"states", "crossing"},
                      context);
  if (!map.is_map()) return std::nullopt;
  PartitionedSurvival result;
  result.span = node->span;
  if (const Node* crossing = map.get("crossing"))
    result.clamp = read_choice<bool>(*crossing, "`crossing`", {{"error", false}, {"clamp", true}}, context)
                       .value_or(false);
  const Node* states =
      map.require("states", "the share of each state, as `{progression_free: pfs, progressed: "
                            "rest, dead: 1 - os}`");
  if (states == nullptr || !expect_map(*states, "`states`", context)) return std::nullopt;
  const PartitionedSurvival::Share* rest = nullptr;
  std::vector<PartitionedSurvival::Share> given(space.size());
  std::vector<bool> known(space.size(), false);
  for (const Entry& entry : states->entries) {
    const auto state = space.single(entry.key, entry.key_span, context);
    if (!state || !has_value(entry, "`states`", context)) continue;
    PartitionedSurvival::Share share{*state, {}, false};
    if (entry.value.is_scalar() && entry.value.text == "rest") {
      if (rest != nullptr) context.diagnostics.error(entry.value.span, "`rest` stands twice");
      share.rest = true;
      share.share.span = entry.value.span;
    } else if (auto formula =
                   read_formula(entry.value, fmt::format("the share of '{}'", entry.key), context)) {
      share.share = *std::move(formula);
    }
    known[static_cast<std::size_t>(*state)] = true;
    given[static_cast<std::size_t>(*state)] = share;
    if (share.rest) rest = &given[static_cast<std::size_t>(*state)];
  }
  for (std::size_t s = 0; s < space.size(); ++s)
    if (!known[s])
      context.diagnostics.error(
          states->span,
          fmt::format("the state '{}' has no share in `partitioned_survival`", space.states()[s].id),
          "give it a formula of the curves, or `rest`");
  result.shares = std::move(given);
  return result;
}

} // namespace cea::input
