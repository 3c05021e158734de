#pragma once

#include "analysis/results.h"
#include "report/numbers.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

/// Values as results.json writes them.
namespace cea::report {

using Json = nlohmann::ordered_json;
using Ids = std::vector<std::string>;

inline Json number(double x) {
  if (!std::isfinite(x)) throw std::logic_error("a result isn't finite");
  return x == 0 ? 0.0 : x;
}

inline Json number(const std::optional<double>& x) {
  return x ? number(*x) : Json(nullptr);
}

/// A standard deviation or error, which a single sample doesn't have.
inline Json spread(double x) {
  return std::isnan(x) ? Json(nullptr) : number(x);
}

inline Json numbers(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double x : values)
    list.push_back(number(x));
  return list;
}

inline Json spreads(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double x : values)
    list.push_back(spread(x));
  return list;
}

inline Json estimate_json(const Estimate& e) {
  return {{"mean", number(e.mean)},
          {"sd", spread(e.sd)},
          {"low", number(e.low)},
          {"high", number(e.high)},
          {"mcse", spread(e.mcse)}};
}

/// Plain decimals as keys.
inline Json at_thresholds(const std::vector<double>& thresholds, const std::vector<double>& values) {
  Json object = Json::object();
  for (std::size_t t = 0; t < thresholds.size(); ++t)
    object[plain_decimal(thresholds[t])] = number(values[t]);
  return object;
}

} // namespace cea::report
