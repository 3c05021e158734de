#include "oracle/curves.h"

#include "oracle/families.h"
#include "oracle/oracle.h"

#include <algorithm>
#include <cmath>

namespace cea::oracle {

Curves::Curves(const Scenario& scenario, const Strategy& strategy, double cycle_length, CurveHost host)
    : scenario_(scenario), strategy_(strategy), cycle_length_(cycle_length), host_(std::move(host)) {}

bool Curves::defines(const std::string& name) const {
  return std::any_of(scenario_.curves.begin(), scenario_.curves.end(),
                     [&](const Curve& c) { return c.name == name; }) ||
         std::any_of(strategy_.curves.begin(), strategy_.curves.end(),
                     [&](const CurveChoice& c) { return c.name == name; });
}

const Curve& Curves::curve(const std::string& name, const Span& at) const {
  for (const Curve& c : scenario_.curves)
    if (c.name == name) return c;
  throw Unsupported(at, "no curve '" + name + "'");
}

double Curves::call(const std::string& name, const std::string& method, double x, int cycle, const Span& at) {
  if (method == "survival") return std::exp(-cumulative(name, x, at));
  if (method == "cumulative_hazard") return cumulative(name, x, at);
  const Shape s = shape(name, cycle, at);
  if (method == "hazard") return x < 0 ? 0 : s.hazard(x);
  const double increment = x + cycle_length_ <= 0 ? 0 : s.between(std::max(x, 0.0), x + cycle_length_);
  if (method == "event_probability") return -std::expm1(-increment);
  if (method == "mean_hazard") return increment / cycle_length_;
  throw Unsupported(at, "no " + method + " of curves");
}

/// Cycle by cycle, as a hazard may follow the model's cycles.
double Curves::cumulative(const std::string& name, double x, const Span& at) {
  double sum = 0;
  for (int cycle = 0; cycle * cycle_length_ < x * (1 - 1e-12); ++cycle)
    sum += shape(name, cycle, at).between(cycle * cycle_length_, std::min(x, (cycle + 1) * cycle_length_));
  return sum;
}

/// A name means the strategy's choice, and within what was chosen the file's own curve.
Curves::Shape Curves::shape(const std::string& name, int cycle, const Span& at) {
  std::string chosen = name;
  for (const CurveChoice& choice : strategy_.curves)
    if (choice.name == name && std::find(open_.begin(), open_.end(), choice.chosen) == open_.end())
      chosen = choice.chosen;
  const Curve& c = curve(chosen, at);
  open_.push_back(chosen);
  Shape s = origin(c, cycle);
  if (c.acceleration_factor)
    s = {[s, a = host_.value(*c.acceleration_factor, 0, cycle)](double t) { return s.hazard(t / a) / a; },
         [s, a = host_.value(*c.acceleration_factor, 0, cycle)](double from, double to) {
           return s.between(from / a, to / a);
         }};
  if (c.cure_fraction) {
    const double f = host_.value(*c.cure_fraction, 0, cycle);
    const auto uncured = [s, f](double t) { return (1 - f) * std::exp(-s.between(0, t)); };
    s = {[=](double t) { return s.hazard(t) * uncured(t) / (f + uncured(t)); },
         [=](double from, double to) { return std::log((f + uncured(from)) / (f + uncured(to))); }};
  }
  if (c.join) s = joined(c, s, cycle);
  if (c.hazard_ratio) s = with_ratio(c, s, cycle);
  if (c.wane) s = waned(c, s, cycle);
  if (c.background) s = with_background(c, s, cycle);
  open_.pop_back();
  return s;
}

Curves::Shape Curves::origin(const Curve& c, int cycle) {
  if (c.origin == Curve::Origin::other) return shape(c.from, cycle, c.from_span);
  if (c.origin != Curve::Origin::distribution || !c.distribution)
    throw Unsupported(c.span, "curves from data ('" + c.name + "')");
  return distribution(*c.distribution, cycle);
}

Curves::Shape Curves::distribution(const DistributionCall& call, int cycle) {
  std::map<std::string, std::vector<double>> arguments;
  for (const auto& argument : call.arguments)
    arguments.emplace(argument.name, numbers(argument.formula, cycle));
  const auto law = family(call.family, arguments, host_.choose);
  if (!law) throw Unsupported(call.span, "no distribution '" + call.family + "'");
  return {law->hazard, [law](double from, double to) { return law->cumulative(to) - law->cumulative(from); }};
}

/// A number, or numbers between brackets.
std::vector<double> Curves::numbers(const FormulaText& list, int cycle) {
  const std::size_t open = list.text.find('['), close = list.text.rfind(']');
  if (open == std::string::npos || close == std::string::npos) return {host_.value(list, 0, cycle)};
  std::vector<double> all;
  int depth = 0;
  for (std::size_t begin = open + 1, at = begin; at <= close; ++at) {
    const char c = list.text[at];
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if ((c != ',' || depth > 0) && at != close) continue;
    all.push_back(host_.value({list.text.substr(begin, at - begin), list.span}, 0, cycle));
    begin = at + 1;
  }
  return all;
}

Curves::Shape Curves::joined(const Curve& c, Shape early, int cycle) {
  const double at = host_.value(c.join->at, 0, cycle);
  const Shape late = distribution(c.join->distribution, cycle);
  return {[=, choose = host_.choose](double t) { return choose(t < at) ? early.hazard(t) : late.hazard(t); },
          [=](double from, double to) {
            return early.between(std::min(from, at), std::min(to, at)) +
                   late.between(std::max(from, at), std::max(to, at));
          }};
}

Curves::Shape Curves::with_ratio(const Curve& c, Shape base, int cycle) {
  const auto ratio = [this, &c, cycle](double t) { return host_.value(*c.hazard_ratio, t, cycle); };
  const auto hazard = [=](double t) { return ratio(t) * base.hazard(t); };
  const int before = host_.reads();
  const double constant = ratio(0);
  if (host_.reads() == before)
    return {hazard, [=](double from, double to) { return constant * base.between(from, to); }};
  return {hazard, [this, hazard](double from, double to) { return host_.integral(hazard, from, to); }};
}

Curves::Shape Curves::waned(const Curve& c, Shape base, int cycle) {
  const double from = host_.value(c.wane->from, 0, cycle), until = host_.value(c.wane->until, 0, cycle);
  const Shape other = shape(c.wane->to, cycle, c.wane->span);
  const auto hazard = [=, choose = host_.choose](double t) {
    if (choose(t < from)) return base.hazard(t);
    if (choose(t >= until)) return other.hazard(t);
    return base.hazard(t) + (t - from) / (until - from) * (other.hazard(t) - base.hazard(t));
  };
  const auto part = [](const Shape& s, double a, double b) { return b > a ? s.between(a, b) : 0; };
  return {hazard, [=, this](double a, double b) {
            const double begin = std::max(a, from), end = std::min(b, until);
            return part(base, a, std::min(b, from)) + (end > begin ? host_.integral(hazard, begin, end) : 0) +
                   part(other, std::max(a, until), b);
          }};
}

Curves::Shape Curves::with_background(const Curve& c, Shape base, int cycle) {
  const auto rate = [this, &c, cycle](double t) { return host_.value(c.background->rate, t, cycle); };
  if (c.background->maximum) {
    const auto hazard = [=, choose = host_.choose](double t) {
      const double own = base.hazard(t), other = rate(t);
      return choose(own < other) ? other : own;
    };
    return {hazard, [this, hazard](double from, double to) { return host_.integral(hazard, from, to); }};
  }
  return {[=](double t) { return base.hazard(t) + rate(t); },
          [=, this](double from, double to) {
            return base.between(from, to) + (to > from ? host_.integral(rate, from, to) : 0);
          }};
}

} // namespace cea::oracle
