#include "property/random_parameters.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::property {

std::string digits(double x) {
  return fmt::format("{:.4g}", x);
}

namespace {

struct Range {
  std::string prefix;
  double low, high;
};

Range range_of(Kind kind) {
  switch (kind) {
  case Kind::rate:
    return {"r", 0.02, 1.2};
  case Kind::hazard_ratio:
    return {"hr", 0.4, 2.5};
  case Kind::probability:
    return {"p", 0.02, 0.7};
  case Kind::cost:
    return {"c", 50, 20'000};
  case Kind::yearly_cost:
    return {"cy", 100, 9'000};
  case Kind::utility:
    return {"u", 0.3, 0.98};
  case Kind::loss:
    return {"loss", 0.01, 0.2};
  case Kind::years:
    return {"years", 0.3, 6};
  }
  return {};
}

} // namespace

double ParameterPool::value_of(Kind kind) {
  const Range range = range_of(kind);
  return random_.log_uniform(range.low, range.high);
}

std::string ParameterPool::new_name(Kind kind) const {
  return fmt::format("{}_{}", range_of(kind).prefix, entries_.size() + 1);
}

std::string ParameterPool::any(Kind kind) {
  std::vector<std::string> known;
  for (const Entry& e : entries_)
    if (e.kind == kind) known.push_back(e.name);
  if (known.empty() || random_.chance(0.35)) return number(kind);
  const std::string name = random_.pick(known);
  return kind != Kind::yearly_cost && random_.chance(0.15) ? add_formula(kind, name) : name;
}

std::string ParameterPool::number(Kind kind) {
  const double value = value_of(kind);
  Entry e{new_name(kind), digits(value), kind, random_.chance(0.7)};
  if (random_.chance(0.1)) e.name = "family." + e.name;
  if (kind == Kind::yearly_cost) {
    // Not uncertain: draws are values of the setting's price year.
    entries_.push_back({e.name,
                        fmt::format("{{value: {}, unit: USD {}/year, source: test}}", digits(value),
                                    random_.integer(2015, 2023)),
                        kind, false});
    return e.name;
  }
  if (e.uncertain)
    e.text = fmt::format("{{value: {}, distribution: \"{}\", source: test}}", digits(value),
                         distribution(kind, value));
  else if (kind == Kind::cost && random_.chance(0.2))
    e.text = fmt::format("{{value: {}, source: test, low: {}}}", digits(value), digits(value / 2));
  entries_.push_back(e);
  return e.name;
}

std::string ParameterPool::add_formula(Kind kind, const std::string& from) {
  // A factor at or below 1 keeps probabilities, utilities and losses in their range.
  const std::string text = random_.pick({from + " * 0.9", "min(" + from + ", 5000)",
                                         "if(cycle < 3, " + from + ", " + from + " / 2)",
                                         from + " / (1 + 0.1 * time)", from + " * exp(-0.02 * mid_time)"});
  entries_.push_back({new_name(kind), "\"" + text + "\"", kind, false});
  return entries_.back().name;
}

std::string ParameterPool::distribution(Kind kind, double value) {
  if (kind == Kind::probability || kind == Kind::utility || kind == Kind::loss)
    return fmt::format("beta(mean={}, se={})", digits(value), digits(0.1 * value * (1 - value)));
  if (kind == Kind::hazard_ratio) return fmt::format("lognormal(median={}, sdlog=0.1)", digits(value));
  if (random_.chance(0.2))
    return fmt::format("uniform(min={}, max={})", digits(0.8 * value), digits(1.2 * value));
  return random_.pick({"gamma(mean=value, se=0.1*value)",
                       fmt::format("gamma(mean={}, se={})", digits(value), digits(value / 5))});
}

std::vector<std::string> ParameterPool::dirichlet(int members) {
  Joint joint;
  for (int i = 0; i < members; ++i) {
    joint.names.push_back(fmt::format("share_{}_{}", joints_.size() + 1, i + 1));
    joint.counts.push_back(random_.integer(2, 300));
  }
  joints_.push_back(joint);
  return joint.names;
}

std::string ParameterPool::yaml() const {
  std::string own, family, joint;
  for (const Entry& e : entries_) {
    if (e.name.starts_with("family."))
      family += fmt::format("    {}: {}\n", e.name.substr(7), e.text);
    else
      own += fmt::format("  {}: {}\n", e.name, e.text);
  }
  for (const Joint& j : joints_) {
    for (const std::string& name : j.names)
      own += fmt::format("  {}: {{source: test}}\n", name);
    joint += fmt::format("  - {{parameters: [{}], distribution: dirichlet, counts: [{}]}}\n",
                         fmt::join(j.names, ", "), fmt::join(j.counts, ", "));
  }
  std::string text;
  if (!own.empty() || !family.empty()) text += "parameters:\n" + own;
  if (!family.empty()) text += "  family:\n" + family;
  if (!joint.empty()) text += "joint:\n" + joint;
  return text;
}

std::map<std::string, double> ParameterPool::draw() {
  std::map<std::string, double> values;
  for (const Entry& e : entries_)
    if (e.uncertain) values[e.name] = value_of(e.kind);
  for (const Joint& j : joints_) {
    double total = 0;
    for (const std::string& name : j.names)
      total += values[name] = random_.uniform(0.05, 1);
    for (const std::string& name : j.names)
      values[name] /= total;
  }
  return values;
}

std::vector<std::string> ParameterPool::set_entries(int count, int of, int among) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < entries_.size() && static_cast<int>(texts.size()) < count; ++i) {
    if (static_cast<int>(i) % among != of || random_.chance(0.5)) continue;
    const Entry& e = entries_[i];
    const std::string value = random_.chance(0.4)
                                  ? digits(value_of(e.kind))
                                  : "\"" + e.name + random_.pick({" * 0.7", " / 1.2", " * 0.95"}) + "\"";
    texts.push_back(e.name + ": " + value);
  }
  return texts;
}

} // namespace cea::property
