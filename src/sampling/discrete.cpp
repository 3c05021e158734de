#include "sampling/discrete.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace cea {
namespace {

constexpr const char* kForm =
    "discrete takes (values, weights), as discrete(values=[1, 2], weights=[0.3, 0.7])";

using Table = DiscreteDistribution::Table;

/// Values in ascending order, each once, with the sums of their weights as distribution function.
std::shared_ptr<const Table> table_of(std::vector<std::pair<double, double>> points, bool empirical) {
  std::sort(points.begin(), points.end());
  const double total = std::accumulate(points.begin(), points.end(), 0.0,
                                       [](double sum, const auto& p) { return sum + p.second; });
  auto table = std::make_shared<Table>();
  table->empirical = empirical;
  table->size = points.size();
  double sum = 0;
  for (const auto& [value, weight] : points) {
    if (weight == 0) continue;
    sum += weight;
    if (table->values.empty() || table->values.back() != value) {
      table->values.push_back(value);
      table->cumulative.push_back(0);
    }
    table->cumulative.back() = sum / total;
  }
  if (!table->cumulative.empty()) table->cumulative.back() = 1;
  return table;
}

struct Lists {
  std::vector<double> values, weights;
};

std::optional<Lists> lists_of(const Span& where, const std::vector<NamedNumber>& arguments,
                              Diagnostics& diagnostics) {
  Lists lists;
  for (const NamedNumber& a : arguments) {
    if (a.name != "values" && a.name != "weights") {
      diagnostics.error(a.span,
                        a.name.empty() ? std::string("discrete: arguments are given by name")
                                       : fmt::format("discrete: unknown argument '{}'", a.name),
                        kForm);
      return std::nullopt;
    }
    if (a.name == "weights" && !(a.value >= 0)) {
      diagnostics.error(a.span, fmt::format("discrete: a weight can't be {:.6g}", a.value));
      return std::nullopt;
    }
    (a.name == "values" ? lists.values : lists.weights).push_back(a.value);
  }
  if (!lists.values.empty() && lists.values.size() == lists.weights.size()) return lists;
  diagnostics.error(
      where, fmt::format("discrete: {} values with {} weights", lists.values.size(), lists.weights.size()),
      kForm);
  return std::nullopt;
}

} // namespace

DiscreteDistribution empirical_distribution(std::span<const double> sample) {
  std::vector<std::pair<double, double>> points;
  for (const double x : sample)
    points.emplace_back(x, 1);
  return {table_of(std::move(points), true)};
}

namespace sampling {

std::optional<Distribution> make_discrete(const Span& where, const std::vector<NamedNumber>& arguments,
                                          Diagnostics& diagnostics) {
  const auto lists = lists_of(where, arguments, diagnostics);
  if (!lists) return std::nullopt;
  std::vector<std::pair<double, double>> points;
  for (std::size_t i = 0; i < lists->values.size(); ++i)
    points.emplace_back(lists->values[i], lists->weights[i]);
  const auto table = table_of(std::move(points), false);
  if (table->values.size() > 1) return DiscreteDistribution{table};
  diagnostics.error(where,
                    table->values.empty() ? "discrete: the weights sum to 0"
                                          : "discrete: all weight lies on a single value",
                    "where there is no uncertainty, leave the distribution out");
  return std::nullopt;
}

std::vector<std::uint32_t> search_guide(std::span<const double> cumulative) {
  std::vector<std::uint32_t> guide(std::bit_ceil(cumulative.size()));
  for (std::size_t k = 0; k < guide.size(); ++k) {
    const double start = static_cast<double>(k) / static_cast<double>(guide.size());
    guide[k] = static_cast<std::uint32_t>(std::ranges::lower_bound(cumulative, start) - cumulative.begin());
  }
  return guide;
}

} // namespace sampling
} // namespace cea
