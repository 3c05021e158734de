#include "property/random_curves.h"

#include "property/random_source.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

namespace cea::property {

namespace {

constexpr int kParameters = 4;

class CurveWriter {
public:
  explicit CurveWriter(std::uint64_t seed) : random_(seed) {}

  std::string write() {
    const double length = random_.pick(std::vector<double>{1, 0.5, 0.25});
    const int cycles = random_.integer(3, 12);
    horizon_ = length * cycles;
    std::string text = fmt::format("cea: 1\ntitle: Random curves\n"
                                   "time: {{cycle_length: {} years, cycles: {}, start_age: 60}}\n"
                                   "discounting: {{costs: 3%, effects: 1.5%}}\nwillingness_to_pay: [50_000]\n"
                                   "parameters:\n",
                                   length, cycles);
    for (int i = 0; i < kParameters; ++i)
      text +=
          fmt::format("  k{0}: {{value: {1}, distribution: \"gamma(mean={1}, se=0.05)\", source: test}}\n", i,
                      number(0.8, 1.2));
    text += "curves:\n";
    for (int i = random_.integer(2, 5); i > 0; --i)
      text += curve();
    text += random_.chance(0.5) ? markov() : partitioned();
    return text + doses() + strategies();
  }

  std::map<std::string, double> draw() {
    std::map<std::string, double> values;
    for (int i = 0; i < kParameters; ++i)
      values[fmt::format("k{}", i)] = random_.uniform(0.7, 1.3);
    return values;
  }

private:
  struct Made {
    std::string name;
    bool closed = true;         ///< survival has a formula
    bool follows_cycle = false; ///< its hazard changes with the model's cycles
  };

  double number(double low, double high) { return std::round(random_.uniform(low, high) * 1000) / 1000; }
  /// A number around a value, often uncertain.
  std::string around(double low, double high) {
    const double x = number(low, high);
    return random_.chance(0.5) ? fmt::format("{}", x)
                               : fmt::format("{} * k{}", x, random_.integer(0, kParameters - 1));
  }

  std::string family() {
    switch (random_.integer(0, 9)) {
    case 0:
      return fmt::format("exponential(rate={})", around(0.05, 0.5));
    case 1:
      return fmt::format("weibull(shape={}, scale={})", around(1.5, 2.2), around(2, 9));
    case 2:
      return fmt::format("weibull_ph(shape={}, rate={})", number(1, 2), around(0.05, 0.4));
    case 3:
      return fmt::format("gompertz(shape={}, rate={})", number(-0.2, 0.3), around(0.05, 0.3));
    case 4:
      return fmt::format("lognormal(meanlog={}, sdlog={})", around(0.5, 1.8), around(0.5, 1.2));
    case 5:
      return fmt::format("loglogistic(shape={}, scale={})", around(1.5, 3), around(2, 8));
    case 6:
      return fmt::format("gamma(shape={}, {}={})", around(1.6, 3), random_.pick({"rate", "scale"}),
                         around(0.5, 1.5));
    case 7:
      return fmt::format("generalized_gamma(mu={}, sigma={}, q={})", around(0.8, 1.8), around(0.5, 0.9),
                         random_.pick({"0.6", "-0.7", "1", "k1 - 2"}));
    case 8:
      return fmt::format("piecewise_exponential(rates=[{}, {}, {}], times=[{}, {}])", around(0.05, 0.4),
                         around(0.05, 0.4), around(0.05, 0.4), number(0.3, 1.1), number(1.2, 4));
    default:
      return fmt::format("spline(gamma=[{}, {}, {}], knots=[-1, 0.7, 2.1])", number(-2.5, -1.5),
                         number(1, 1.5), number(-0.02, 0.03));
    }
  }

  const Made& earlier() { return random_.pick(made_); }

  std::string curve() {
    Made c{.name = fmt::format("c{}", made_.size())};
    std::string keys;
    if (!made_.empty() && random_.chance(0.5)) {
      const Made& base = earlier();
      keys = "from: " + base.name;
      c.closed = base.closed;
      c.follows_cycle = base.follows_cycle;
    } else {
      keys = fmt::format("distribution: \"{}\"", family());
    }
    if (!c.follows_cycle && random_.chance(0.2))
      keys += fmt::format(", acceleration_factor: {}", around(0.6, 1.6));
    if (c.closed && random_.chance(0.2)) keys += fmt::format(", cure: {{fraction: {}}}", around(0.1, 0.5));
    if (random_.chance(0.2))
      keys += fmt::format(", then: {{at: {}, distribution: \"{}\"}}", number(0.2, 0.8 * horizon_), family());
    if (random_.chance(0.4)) keys += ratio(c);
    if (!made_.empty() && random_.chance(0.25)) keys += waning(c);
    if (random_.chance(0.3)) keys += background(c);
    made_.push_back(c);
    return fmt::format("  {}: {{{}}}\n", c.name, keys);
  }

  std::string ratio(Made& c) {
    const int kind = random_.integer(0, 3);
    c.closed = c.closed && kind == 0;
    c.follows_cycle = c.follows_cycle || kind == 3;
    const std::string text =
        kind == 0   ? around(0.5, 1.3)
        : kind == 1 ? fmt::format("{} + {} * exp(-t)", number(0.5, 0.9), number(0.1, 0.4))
        : kind == 2 ? fmt::format("if(t < {}, {}, {})", number(0.3, 2), around(0.4, 0.9), number(0.8, 1.2))
                    : random_.pick({"0.7 + 0.02 * time", "if(age < 62, 0.8, 1.1)"});
    return ", hazard_ratio: \"" + text + "\"";
  }

  std::string waning(Made& c) {
    const Made& to = earlier();
    c.closed = false;
    c.follows_cycle = c.follows_cycle || to.follows_cycle;
    const double from = number(0, 0.5 * horizon_);
    return fmt::format(", wane: {{from: {}, until: {}, to: {}}}", from, from + number(0.1, horizon_),
                       to.name);
  }

  std::string background(Made& c) {
    const int kind = random_.integer(0, 2);
    const bool maximum = random_.chance(0.5);
    c.closed = c.closed && !maximum && kind == 0;
    c.follows_cycle = c.follows_cycle || kind == 2;
    return fmt::format(", background: {{rate: \"{}\", combine: {}}}",
                       kind == 0   ? around(0.01, 0.1)
                       : kind == 1 ? fmt::format("{} + 0.01 * t", number(0.01, 0.05))
                                   : "0.0001 * exp(0.08 * age)",
                       maximum ? "max" : "add");
  }

  /// A value of a curve, at a time at which it has one.
  std::string survival() {
    const Made& c = earlier();
    const std::string at = !c.follows_cycle && random_.chance(0.3) ? "mid_time"
                           : random_.chance(0.6)                   ? "time"
                                                                   : fmt::format("{}", number(0, horizon_));
    return fmt::format("{}.{}({})", c.name, random_.pick({"survival", "survival", "cumulative_hazard"}), at);
  }
  std::string event(const std::string& at) {
    const Made& c = earlier();
    return random_.chance(0.5) ? fmt::format("{}.event_probability({})", c.name, at)
                               : fmt::format("rate_to_prob({}.mean_hazard({}), cycle_length)", c.name, at);
  }

  std::string states(const std::string& first, const std::string& second) {
    return fmt::format("states:\n  {}: {{utility: \"0.9 / (1 + {})\", cost: \"1000 * {}\"}}\n"
                       "  {}: {{utility: 0.5, cost: \"500 + 100 * {}.hazard(mid_time)\"}}\n"
                       "  dead: {{alive: false}}\n",
                       first, survival(), survival(), second, earlier().name);
  }

  std::string markov() {
    const std::string stay = random_.pick({"time", "time_in_state", "time_in_state + 0.3", "age - 60.4"});
    return states("a", "b") +
           fmt::format("start: {{a: 1}}\ntransitions:\n  a: {{b: \"0.5 * {}\", dead: \"0.5 * {}\"}}\n"
                       "  b: {{dead: \"{}\"}}\n",
                       event(stay), event("time"), event(random_.pick({"time", "time_in_state"})));
  }

  std::string partitioned() {
    const std::string living = earlier().name, free = earlier().name;
    return states("free", "ill") +
           fmt::format("partitioned_survival: {{states: {{free: \"{0} * {1}.survival(time)\", ill: rest, "
                       "dead: 1 - {0}}}}}\n",
                       living, free);
  }

  /// Doses along a curve that has a value at any time.
  std::string doses() {
    const Made& c = earlier();
    if (c.follows_cycle || random_.chance(0.4)) return {};
    std::string text = fmt::format("costs:\n  doses: {{following: {}, every: ", c.name);
    text += random_.pick({"8 months", "1 year", "1.7 years"}) + ", each: \"100 * k1 * (1 + cycle)\"";
    if (random_.chance(0.5)) text += ", utility_loss: 0.01 * k2, for: 2 weeks";
    if (random_.chance(0.4)) text += fmt::format(", during: {} to 2 years", number(0, 1));
    if (random_.chance(0.3)) text += ", when: cycle != 1";
    return text + "}\n";
  }

  std::string strategies() {
    std::string text = "strategies:\n  one: {label: One}\n  two:\n    label: Two\n    set: {k0: 0.9 * k0}\n";
    const Made &a = earlier(), &b = earlier();
    if (a.name != b.name && (a.follows_cycle || !b.follows_cycle) && (!a.closed || b.closed))
      text += fmt::format("    curves: {{{}: {}}}\n", a.name, b.name);
    return text;
  }

  RandomSource random_;
  std::vector<Made> made_;
  double horizon_ = 0;
};

} // namespace

RandomModel random_curve_model(std::uint64_t seed, int draws) {
  CurveWriter writer(seed);
  RandomModel model{writer.write(), {}};
  for (int i = 0; i < draws; ++i)
    model.draws.push_back(writer.draw());
  return model;
}

} // namespace cea::property
