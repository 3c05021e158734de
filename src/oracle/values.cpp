#include "oracle/values.h"

#include "oracle/oracle.h"

#include <cmath>
#include <limits>
#include <regex>

namespace cea::oracle {

using formula::Expression;
using formula::Op;

Values::Values(const Scenario& scenario, const std::vector<SetEntry>& overrides,
               const std::map<std::string, double>& given, const Strategy& strategy)
    : scenario_(scenario), cycle_length_(std::numeric_limits<double>::quiet_NaN()) {
  define_parameters(given);
  for (const JointDistribution& joint : scenario.joint)
    define_joint(joint, given);
  for (const SetEntry& entry : overrides)
    define_set(entry, &given);
  for (const SetEntry& entry : strategy.set)
    define_set(entry, nullptr);
  if (!scenario.states.empty()) cycle_length_ = (*this)(scenario.time.cycle_length, {});
  if (scenario.time.start_age) start_age_ = (*this)(*scenario.time.start_age, {});
  curves_.emplace(scenario, strategy, cycle_length_, host());
}

CurveHost Values::host() {
  return {[this](const FormulaText& formula, double t, int cycle) {
            Moment m;
            m.cycle = cycle;
            m.t = t;
            return (*this)(formula, m);
          },
          [this] { return t_reads_; }, [this](bool value) { return choose(value); },
          [this](const std::function<double(double)>& f, double from, double to) {
            return integral(f, from, to);
          }};
}

void Values::define_parameters(const std::map<std::string, double>& given) {
  for (const Parameter& p : scenario_.parameters) {
    Definition d{p.value, {}, p.index_exempt ? 1 : inflation(p.unit.text, p.unit.span), p.span};
    if (const auto found = given.find(p.name); found != given.end()) d.number = found->second;
    definitions_[p.name] = {d};
  }
}

/// Members without a value have their mean: of a Dirichlet their share of the counts, of a sample its
/// average.
void Values::define_joint(const JointDistribution& joint, const std::map<std::string, double>& given) {
  double total = 0;
  for (const FormulaText& count : joint.counts)
    total += (*this)(count, {});
  for (std::size_t i = 0; i < joint.parameters.size(); ++i) {
    Definition& d = definitions_.at(joint.parameters[i].name).front();
    if (d.formula || given.contains(joint.parameters[i].name)) continue;
    if (!joint.counts.empty()) {
      d.number = (*this)(joint.counts.at(i), {}) / total;
    } else if (!joint.mean.empty()) {
      d.number = (*this)(joint.mean.at(i), {});
    } else {
      const std::vector<double>& column = *joint.columns.at(i);
      double sum = 0;
      for (const double x : column)
        sum += x;
      d.number = sum / static_cast<double>(column.size());
    }
  }
}

void Values::define_set(const SetEntry& entry, const std::map<std::string, double>* given) {
  Definition d{entry.value, {}, inflation(entry.unit.text, entry.unit.span), entry.span};
  if (given && entry.distribution)
    if (const auto found = given->find(entry.name); found != given->end()) d.number = found->second;
  definitions_[entry.name].push_back(d);
}

/// index(price year) / index(year of the unit) for units such as `USD 2020` and `USD 2020/year`, otherwise 1.
double Values::inflation(const std::string& unit, const Span& span) const {
  static const std::regex kAmountOfYear(R"(\s*[A-Z]{3}\s+(\d{4})\s*(/.*)?)");
  std::smatch match;
  if (!std::regex_match(unit, match, kAmountOfYear)) return 1;
  const int year = std::stoi(match[1]);
  if (year == scenario_.setting.price_year) return 1;
  double from = 0, to = 0;
  if (scenario_.price_index)
    for (const auto& [y, index] : scenario_.price_index->by_year) {
      if (y == year) from = index;
      if (y == scenario_.setting.price_year) to = index;
    }
  if (from == 0 || to == 0) throw ModelError(span, "no price index for '" + unit + "'");
  return to / from;
}

double Values::operator()(const FormulaText& formula, const Moment& moment) {
  const double value = evaluate(*parsed(formula), moment, {});
  if (!std::isfinite(value)) throw ModelError(formula.span, "'" + formula.text + "' isn't finite");
  return value;
}

double Values::share(const FormulaText& formula, int row) {
  Moment m;
  m.cycle = row;
  in_share_ = true;
  const double value = (*this)(formula, m);
  in_share_ = false;
  return value;
}

formula::ExpressionPtr Values::parsed(const FormulaText& formula) {
  formula::ExpressionPtr& expression = parsed_[formula.text];
  if (expression) return expression;
  Diagnostics diagnostics;
  expression = formula::parse(formula, diagnostics, {scenario_.time.days_per_year});
  if (!expression) throw InputError(diagnostics);
  return expression;
}

double Values::evaluate(const Expression& e, const Moment& m, const Scope& scope) {
  switch (e.op) {
  case Op::number:
    return e.number;
  case Op::name:
    return name(e, m, scope);
  case Op::call:
    return call(e, m, scope);
  case Op::text:
    throw ModelError(e.span, "a text isn't a number");
  case Op::negate:
    return -evaluate(*e.arguments.at(0), m, scope);
  case Op::logical_not:
  case Op::logical_and:
  case Op::logical_or:
    return logical(e, m, scope);
  default:
    return binary(e, m, scope);
  }
}

double Values::binary(const Expression& e, const Moment& m, const Scope& scope) {
  const int reads = t_reads_;
  const double a = evaluate(*e.arguments.at(0), m, scope);
  const double b = evaluate(*e.arguments.at(1), m, scope);
  switch (e.op) {
  case Op::add:
    return a + b;
  case Op::subtract:
    return a - b;
  case Op::multiply:
    return a * b;
  case Op::divide:
    return a / b;
  case Op::power:
    return std::pow(a, b);
  default:
    return choose(compare(e.op, a, b, switching_since(reads))) ? 1 : 0;
  }
}

double Values::logical(const Expression& e, const Moment& m, const Scope& scope) {
  const bool first = choose(evaluate(*e.arguments.at(0), m, scope) != 0);
  if (e.op == Op::logical_not) return first ? 0 : 1;
  if (e.op == Op::logical_and && !first) return 0;
  if (e.op == Op::logical_or && first) return 1;
  return choose(evaluate(*e.arguments.at(1), m, scope) != 0) ? 1 : 0;
}

double Values::name(const Expression& e, const Moment& m, const Scope& scope) {
  // No name means two things, so the order doesn't matter.
  if (const auto it = patients_.find(e.name); it != patients_.end()) {
    t_reads_ += it->second.second ? 1 : 0;
    return it->second.first;
  }
  if (definitions_.contains(e.name)) return parameter(e, m, scope);
  if (in_share_ && curves_->defines(e.name))
    return curves_->call(e.name, "survival", m.cycle * cycle_length_, m.cycle, e.span);
  if (const auto value = built_in(e.name, m)) return *value;
  if (const auto value = clock(e.name, m, e.span)) return *value;
  throw Unsupported(e.span, "nothing defines '" + e.name + "'");
}

std::optional<double> Values::built_in(const std::string& name, const Moment& m) {
  const double start = in_tree_ ? 0 : start_time_ + m.cycle * cycle_length_;
  const double middle = start_time_ + (m.cycle + 0.5) * cycle_length_;
  if (in_tree_ && (name == "cycle" || name.starts_with("mid_"))) return {};
  if (name == "cycle") return m.cycle;
  if (name == "cycle_length") return cycle_length_;
  if (name == "time") return start;
  if (name == "mid_time") return middle;
  if (name == "age" && start_age_) return *start_age_ + start;
  if (name == "mid_age" && start_age_) return *start_age_ + middle;
  if (name == "calendar_year" && scenario_.setting.start_year) return *scenario_.setting.start_year + start;
  if (name == "time_in_state" || name == "cycles_in_state") {
    if (!m.stay) throw StayUnknown{};
    return *m.stay * (name == "time_in_state" ? cycle_length_ : 1);
  }
  if (name == "t" && m.t) {
    ++t_reads_;
    return *m.t;
  }
  return {};
}

std::optional<double> Values::clock(const std::string& name, const Moment& m, const Span& span) {
  for (std::size_t i = 0; i < scenario_.clocks.size(); ++i) {
    const bool time = name == scenario_.clocks[i].name + ".time";
    if (!time && name != scenario_.clocks[i].name + ".cycles") continue;
    if (m.clocks.empty() || m.clocks.at(i) == kOutside)
      throw ModelError(span, "clock '" + scenario_.clocks[i].name + "' is used outside its states");
    return m.clocks.at(i) * (time ? cycle_length_ : 1);
  }
  return {};
}

/// In the definition of `x` at some layer, `x` itself means the layer below.
double Values::parameter(const Expression& e, const Moment& m, const Scope& scope) {
  const std::size_t layer = e.name == scope.name ? scope.layer : definitions_.at(e.name).size();
  if (layer == 0) throw ModelError(e.span, "'" + e.name + "' is defined by itself");
  return definition(e.name, layer - 1, m);
}

double Values::definition(const std::string& name, std::size_t layer, const Moment& m) {
  const Definition& d = definitions_.at(name).at(layer);
  if (d.number) return *d.number;
  if (!d.formula) throw ModelError(d.span, "'" + name + "' has no value");
  if (++depth_ > 100) throw ModelError(d.span, "'" + name + "' depends on itself");
  const double value = evaluate(*parsed(*d.formula), m, {name, layer}) * d.factor;
  --depth_;
  if (!std::isfinite(value)) throw ModelError(d.span, "'" + name + "' isn't finite");
  return value;
}

double Values::call(const Expression& e, const Moment& m, const Scope& scope) {
  if (e.name == "if") {
    const bool condition = choose(evaluate(*e.arguments.at(0), m, scope) != 0);
    return evaluate(*e.arguments.at(condition ? 1 : 2), m, scope);
  }
  if (e.name == "expected") return expected(e, m, scope);
  if (e.name == "cycle_mean") return cycle_mean(e, m, scope);
  if (const auto dot = e.name.find('.'); curves_ && dot != std::string::npos)
    if (const std::string curve = e.name.substr(0, dot); curves_->defines(curve))
      return curves_->call(curve, e.name.substr(dot + 1), evaluate(*e.arguments.at(0), m, scope), m.cycle,
                           e.span);
  for (const Table& t : scenario_.tables)
    if (e.name.starts_with(t.name + ".")) return table(t, e.name.substr(t.name.size() + 1), e, m, scope);
  return function(e, m, scope);
}

double Values::cycle_mean(const Expression& e, const Moment& m, const Scope& scope) {
  std::vector<int>* const outer = choices_;
  const auto sample = [&](double t) {
    Moment inside = m;
    inside.t = t;
    Sample s;
    choices_ = &s.choices;
    s.value = evaluate(*e.arguments.at(0), inside, scope);
    return s;
  };
  const double value =
      mean(sample, start_time_ + m.cycle * cycle_length_, start_time_ + (m.cycle + 1) * cycle_length_);
  choices_ = outer;
  return value;
}

double Values::integral(const std::function<double(double)>& f, double from, double to) {
  if (to <= from) return 0;
  std::vector<int>* const outer = choices_;
  const auto sample = [&](double t) {
    Sample s;
    choices_ = &s.choices;
    s.value = f(t);
    return s;
  };
  constexpr double kTolerance = 1e-13; // what tails of distributions are good to
  const double value = (to - from) * mean(sample, from, to, kTolerance);
  choices_ = outer;
  return value;
}

double Values::table(const Table& table, const std::string& column, const Expression& e, const Moment& m,
                     const Scope& scope) {
  const int reads = t_reads_;
  const double x = evaluate(*e.arguments.at(0), m, scope);
  const double covers = table.covers ? (*this)(*table.covers, {}) : 0;
  for (const Table::Column& c : table.columns) {
    if (c.name != column) continue;
    const LookUp found = look_up(table, c.values, covers, x, switching_since(reads));
    if (choices_) choices_->push_back(found.segment);
    return found.value;
  }
  throw ModelError(e.span, "table '" + table.name + "' has no column '" + column + "'");
}

double Values::function(const Expression& e, const Moment& m, const Scope& scope) {
  const int reads = t_reads_;
  std::vector<double> x;
  for (const auto& argument : e.arguments)
    x.push_back(evaluate(*argument, m, scope));
  double value = 0;
  try {
    value = call_function(e.name, x, cycle_length_, switching_since(reads));
  } catch (const std::out_of_range&) {
    throw Unsupported(e.span, "no function '" + e.name + "' with these arguments");
  }
  if (!choices_) return value;
  // Where a function has a corner or a jump, note on which side of it we are.
  if (e.name == "min" || e.name == "max")
    for (std::size_t i = 0; i < x.size(); ++i)
      choose(x[i] == value);
  if (e.name == "abs") choose(x[0] < 0);
  if (e.name == "floor" || e.name == "ceil") choices_->push_back(static_cast<int>(value));
  if (e.name == "mod") choices_->push_back(static_cast<int>(std::floor(x[0] / x[1])));
  return value;
}

/// A switch that depends on `t` is taken exactly, any other at the language's tolerance.
Switching Values::switching_since(int reads) const {
  return t_reads_ == reads ? Switching::tolerant : Switching::exact;
}

bool Values::choose(bool value) {
  if (choices_) choices_->push_back(value);
  return value;
}

} // namespace cea::oracle
