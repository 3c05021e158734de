#include "oracle/functions.h"

#include "support/diagnostics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace cea::oracle {

using formula::Op;
using Arguments = std::vector<double>;

bool near(double a, double b) {
  const double difference = std::abs(a - b);
  return std::isfinite(difference) && difference <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

namespace {

bool equal(double a, double b, Switching switching) {
  return a == b || (switching == Switching::tolerant && near(a, b));
}

} // namespace

bool compare(Op op, double a, double b, Switching switching) {
  const bool same = equal(a, b, switching);
  switch (op) {
  case Op::equal:
    return same;
  case Op::not_equal:
    return !same;
  case Op::less:
    return a < b && !same;
  case Op::less_equal:
    return a < b || same;
  case Op::greater:
    return a > b && !same;
  default:
    return a > b || same;
  }
}

double floor_of(double x, Switching switching) {
  const double nearest = std::round(x);
  return equal(x, nearest, switching) ? nearest : std::floor(x);
}

double ceil_of(double x, Switching switching) {
  const double nearest = std::round(x);
  return equal(x, nearest, switching) ? nearest : std::ceil(x);
}

namespace {

/// Remainder in [0, y) for positive y; 0 where x is a whole multiple of y.
double mod(double x, double y, Switching switching) {
  const double whole = floor_of(x / y, switching);
  return equal(x / y, whole, switching) ? 0 : x - y * whole;
}

/// Yearly payment that repays `capital` at interest `rate` over `years`.
double annuity(double capital, double rate, double years) {
  return rate == 0 ? capital / years : capital * rate / (1 - std::pow(1 + rate, -years));
}

/// 1 − (1−p)^periods, without losing small probabilities to rounding.
double probability_over(double p, double periods) {
  if (p == 1) return periods == 0 ? 0 : 1;
  return -std::expm1(periods * std::log1p(-p));
}

using Function = std::function<double(const Arguments&)>;

const std::map<std::string, Function>& plain_functions() {
  static const std::map<std::string, Function> kFunctions{
      {"exp", [](const Arguments& x) { return std::exp(x.at(0)); }},
      {"log", [](const Arguments& x) { return std::log(x.at(0)); }},
      {"sqrt", [](const Arguments& x) { return std::sqrt(x.at(0)); }},
      {"abs", [](const Arguments& x) { return std::abs(x.at(0)); }},
      {"min", [](const Arguments& x) { return *std::min_element(x.begin(), x.end()); }},
      {"max", [](const Arguments& x) { return *std::max_element(x.begin(), x.end()); }},
      {"normal_cdf", [](const Arguments& x) { return std::erfc(-x.at(0) / std::sqrt(2.0)) / 2; }},
      {"rate_to_prob", [](const Arguments& x) { return -std::expm1(-x.at(0) * x.at(1)); }},
      {"prob_to_rate", [](const Arguments& x) { return -std::log1p(-x.at(0)) / x.at(1); }},
      {"odds", [](const Arguments& x) { return x.at(0) / (1 - x.at(0)); }},
      {"from_odds", [](const Arguments& x) { return x.at(0) / (1 + x.at(0)); }},
      {"apply_hr", [](const Arguments& x) { return probability_over(x.at(0), x.at(1)); }},
      {"apply_or", [](const Arguments& x) { return x.at(0) * x.at(1) / (1 - x.at(0) + x.at(0) * x.at(1)); }},
      {"apply_rr", [](const Arguments& x) { return x.at(0) * x.at(1); }},
      {"annuity", [](const Arguments& x) { return annuity(x.at(0), x.at(1), x.at(2)); }},
  };
  return kFunctions;
}

} // namespace

double call_function(const std::string& name, const Arguments& x, double cycle_length, Switching switching) {
  if (name == "floor") return floor_of(x.at(0), switching);
  if (name == "ceil") return ceil_of(x.at(0), switching);
  if (name == "mod") return mod(x.at(0), x.at(1), switching);
  if (name == "per_cycle") return probability_over(x.at(0), cycle_length / x.at(1));
  return plain_functions().at(name)(x);
}

namespace {

/// Index of the last key that is at or below x; -1 before the first.
int row_at(const std::vector<double>& keys, double x, Switching switching) {
  int row = -1;
  for (const double key : keys)
    if (compare(Op::less_equal, key, x, switching)) ++row;
  return row;
}

void check_range(const Table& table, double covers, double x) {
  const bool inside = compare(Op::greater_equal, x, table.keys.front(), Switching::tolerant) &&
                      compare(Op::less_equal, x, table.keys.back() + covers, Switching::tolerant);
  if (!inside && !table.hold_beyond)
    throw ModelError(table.span, "table '" + table.name + "' has no value at " + std::to_string(x));
}

double interpolate(Interpolation between, double v0, double v1, double share) {
  if (between == Interpolation::linear) return v0 + (v1 - v0) * share;
  return std::exp(std::log(v0) + (std::log(v1) - std::log(v0)) * share);
}

} // namespace

LookUp look_up(const Table& table, const std::vector<double>& column, double covers, double x,
               Switching switching) {
  check_range(table, covers, x);
  std::vector<double> keys = table.keys;
  const int last = static_cast<int>(keys.size()) - 1;
  if (table.between == Interpolation::step) {
    const int row = std::max(0, row_at(keys, x, switching));
    return {column.at(static_cast<std::size_t>(row)), row};
  }
  for (double& key : keys)
    key += covers / 2;
  const int row = row_at(keys, x, Switching::exact);
  if (row < 0) return {column.front(), row};
  if (row >= last) return {column.back(), row};
  const auto i = static_cast<std::size_t>(row);
  const double share = (x - keys.at(i)) / (keys.at(i + 1) - keys.at(i));
  return {interpolate(table.between, column.at(i), column.at(i + 1), share), row};
}

} // namespace cea::oracle
