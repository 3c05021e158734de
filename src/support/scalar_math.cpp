#include "support/scalar_math.h"

#include "support/lane_math.h"

namespace cea::math {

namespace {

using lanes::V2;

V2 lane(double x) {
  return lanes::broadcast<V2>(x);
}

template <class Function> void replace_each(std::span<double> values, Function function) {
  std::size_t i = 0;
  for (; i + 2 <= values.size(); i += 2)
    lanes::store(&values[i], function(lanes::load<V2>(&values[i])));
  if (i < values.size()) values[i] = function(lane(values[i]))[0];
}

} // namespace

double exp(double x) {
  return lanes::exp(lane(x))[0];
}
double expm1(double x) {
  return lanes::expm1(lane(x))[0];
}
double log(double x) {
  return lanes::log(lane(x))[0];
}
double log1p(double x) {
  return lanes::log1p(lane(x))[0];
}
double pow(double x, double y) {
  return lanes::pow(lane(x), lane(y))[0];
}
double pow_int(double x, int n) {
  return lanes::pow_int(lane(x), n)[0];
}
double normal_cdf(double x) {
  return lanes::normal_cdf(lane(x))[0];
}

void exp_array(std::span<double> values) {
  replace_each(values, [](V2 x) { return lanes::exp(x); });
}

void log_array(std::span<double> values) {
  replace_each(values, [](V2 x) { return lanes::log(x); });
}

} // namespace cea::math
