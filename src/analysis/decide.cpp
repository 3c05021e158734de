#include "analysis/decide.h"

#include "analysis/frontier.h"
#include "analysis/psa_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace cea {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// The columns of one strategy, by index.
struct StrategyColumns {
  std::string id;
  std::size_t cost = kNone, effect = kNone;
};

/// Sorts the columns of a table into strategies and parameters.
class ColumnSorter {
public:
  explicit ColumnSorter(const SampleInputs& table) : table_(table) {}

  DecisionSamples sort() {
    check_headings();
    for (std::size_t c = 0; c < table_.columns.size(); ++c)
      place(c);
    check_effects();
    for (const StrategyColumns& s : strategies_)
      check_pair(s);
    if (strategies_.empty() && !problems_.has_errors())
      problems_.error(span(0), "no column is called cost.STRATEGY",
                      "columns cost.STRATEGY and effect.STRATEGY or qaly.STRATEGY hold a strategy's samples");
    check_values();
    if (problems_.has_errors()) throw InputError(problems_);
    return collect();
  }

private:
  [[nodiscard]] Span span(std::size_t column) const {
    return column < table_.column_spans.size() ? table_.column_spans[column] : table_.span;
  }

  static bool is_index(const std::string& heading) {
    return heading == "sim" || heading == "sample" || heading == "iteration";
  }

  void check_headings() {
    std::set<std::string> seen;
    for (std::size_t c = 0; c < table_.columns.size(); ++c)
      if (!seen.insert(table_.columns[c]).second)
        problems_.error(span(c), fmt::format("two columns are called '{}'", table_.columns[c]));
  }

  void place(std::size_t column) {
    const std::string& heading = table_.columns[column];
    if (is_index(heading)) return;
    for (const char* prefix : {"cost.", "effect.", "qaly."})
      if (heading.starts_with(prefix)) return place_amount(column, prefix);
    parameters_.push_back(column);
  }

  void place_amount(std::size_t column, const std::string& prefix) {
    const std::string id = table_.columns[column].substr(prefix.size());
    if (id.empty())
      return problems_.error(span(column), fmt::format("no strategy is named after '{}'", prefix));
    StrategyColumns& s = strategy(id);
    std::size_t& place = prefix == "cost." ? s.cost : s.effect;
    if (prefix == "qaly." && qaly_ == kNone) qaly_ = column;
    if (prefix == "effect." && effect_ == kNone) effect_ = column;
    if (place == kNone) place = column;
  }

  StrategyColumns& strategy(const std::string& id) {
    const auto it = std::find_if(strategies_.begin(), strategies_.end(),
                                 [&](const StrategyColumns& s) { return s.id == id; });
    return it != strategies_.end() ? *it : strategies_.emplace_back(StrategyColumns{id});
  }

  void check_effects() {
    if (qaly_ == kNone || effect_ == kNone) return;
    problems_.error(
        span(std::max(qaly_, effect_)),
        fmt::format("'{}' and '{}' name effects differently", table_.columns[qaly_], table_.columns[effect_]),
        "all effects are either effect.STRATEGY or qaly.STRATEGY");
  }

  void check_pair(const StrategyColumns& s) {
    if (s.effect == kNone)
      problems_.error(span(s.cost), fmt::format("strategy '{0}' has column cost.{0}, but no effect", s.id),
                      fmt::format("add column effect.{0} or qaly.{0}", s.id));
    if (s.cost == kNone)
      problems_.error(span(s.effect),
                      fmt::format("strategy '{}' has column {}, but no cost", s.id, table_.columns[s.effect]),
                      fmt::format("add column cost.{}", s.id));
  }

  void check_values() {
    if (table_.values.empty() || table_.values.front().empty())
      return problems_.error(table_.span, "the table has no row of samples");
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      const std::vector<double>& values = table_.values[c];
      const auto bad =
          std::find_if_not(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
      if (bad != values.end() && !is_index(table_.columns[c]))
        problems_.error(span(c), fmt::format("column '{}' has a value that isn't finite in sample {}",
                                             table_.columns[c], bad - values.begin() + 1));
    }
  }

  [[nodiscard]] DecisionSamples collect() const {
    DecisionSamples result;
    result.effect = qaly_ != kNone ? "qaly" : "effect";
    for (const StrategyColumns& s : strategies_) {
      result.samples.strategies.push_back(s.id);
      result.samples.costs.push_back(table_.values[s.cost]);
      result.samples.effects.push_back(table_.values[s.effect]);
    }
    for (const std::size_t column : parameters_) {
      result.samples.parameters.push_back(table_.columns[column]);
      result.samples.values.push_back(table_.values[column]);
    }
    result.samples.comparators.assign(strategies_.size(), 0);
    return result;
  }

  const SampleInputs& table_;
  Diagnostics problems_;
  std::vector<StrategyColumns> strategies_;
  std::vector<std::size_t> parameters_;
  std::size_t qaly_ = kNone, effect_ = kNone; ///< the first column of each
};

StrategyTotals totals_of_means(const std::string& id, double cost, const std::string& effect, double amount) {
  StrategyTotals totals;
  totals.id = totals.label = id;
  totals.cost = cost;
  totals.effects = {{effect, amount}};
  return totals;
}

} // namespace

DecisionSamples samples_from_table(const SampleInputs& table) {
  return ColumnSorter(table).sort();
}

void restrict_samples(DecisionSamples& samples, const std::vector<std::string>& strategies,
                      std::size_t count) {
  PsaSamples kept;
  PsaSamples& all = samples.samples;
  const auto first = [&](std::vector<double> column) {
    column.resize(std::min(column.size(), count));
    return column;
  };
  for (std::size_t s = 0; s < all.strategies.size(); ++s) {
    if (std::find(strategies.begin(), strategies.end(), all.strategies[s]) == strategies.end()) continue;
    kept.strategies.push_back(all.strategies[s]);
    kept.costs.push_back(first(std::move(all.costs[s])));
    kept.effects.push_back(first(std::move(all.effects[s])));
    kept.comparators.push_back(0);
  }
  kept.parameters = all.parameters;
  for (std::vector<double>& column : all.values)
    kept.values.push_back(first(std::move(column)));
  all = std::move(kept);
}

DecideSettings::DecideSettings() : thresholds{50'000, 100'000, 150'000} {
  for (int i = 0; i <= 100; ++i)
    grid.push_back(2'000.0 * i);
}

void decide(Results& results, const DecisionSamples& input, const DecideSettings& settings, int threads) {
  const PsaSamples& samples = input.samples;
  PsaResult psa =
      summarise(samples, input.effect, samples.strategies, settings.thresholds, settings.grid, threads);
  psa.seeded = false;

  BaseCase means;
  means.effect = input.effect;
  means.thresholds = settings.thresholds;
  for (std::size_t s = 0; s < samples.strategies.size(); ++s) {
    means.strategies.push_back(
        totals_of_means(samples.strategies[s], psa.cost[s].mean, input.effect, psa.effect_estimate[s].mean));
    means.strategies.back().comparator = samples.strategies[samples.comparators[s]];
  }
  fill_decision(means, samples.comparators);
  results.base_case = std::move(means);
  results.base_case_is_means = psa.samples > 1;
  if (psa.samples > 1) results.psa = std::move(psa);
}

} // namespace cea
