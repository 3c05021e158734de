#include "formula/expectation.h"

#include "formula/moving_formula.h"
#include "formula/quadrature.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace cea::formula {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kMostJumps = 1e6;
constexpr int kProbes = 9;  ///< a panel
constexpr int kSplits = 60; ///< of an integral between breakpoints

/// A law's density, which needn't integrate to 1.
class Density final : public Integrand {
public:
  explicit Density(const PatientLaw& law) : law_(law) {}
  double operator()(double y) override { return law_.at(y).density; }
  [[nodiscard]] std::size_t quantity_count() const override { return 0; }
  [[nodiscard]] Levels levels(std::size_t) const override { return {}; }
  double quantity(std::size_t, double) override { return 0; }

private:
  const PatientLaw& law_;
};

std::vector<double> panels_of(const PatientLaw::Piece& piece) {
  const double count = std::clamp(std::ceil((piece.to - piece.from) / piece.width), 1.0, 1000.0);
  std::vector<double> edges;
  for (double i = 0; i < count; ++i)
    edges.push_back(piece.from + (piece.to - piece.from) * (i / count));
  edges.push_back(piece.to);
  return edges;
}

double between(Integrand& f, double from, double to, double floor, int splits = kSplits) {
  return to > from ? integrate(f, from, to, floor, splits) : 0;
}

double mass_of(const PatientLaw& law) {
  Density density(law);
  double sum = 0;
  for (const PatientLaw::Piece& piece : law.pieces()) {
    const std::vector<double> edges = panels_of(piece);
    double most = 0;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i)
      most = std::max(most, largest(density, edges[i], edges[i + 1]));
    for (std::size_t i = 0; i + 1 < edges.size(); ++i)
      sum += between(density, edges[i], edges[i + 1], most * 1e-17);
  }
  return sum;
}

class Mean {
public:
  Mean(const Graph& graph, const Expectation& e, const Place& place)
      : place_(place), first_(e.first), patients_(e.first + e.variables.size()),
        formula_(graph, e.body, with_patients(), e.own()) {
    Evaluator value(graph, place);
    Dependence single = 0;
    for (std::size_t v = 0; v < e.variables.size(); ++v) {
      std::vector<double> arguments;
      for (const NodeId argument : e.variables[v].arguments)
        arguments.push_back(value(argument));
      laws_.push_back(e.variables[v].family->law(arguments));
      if (!laws_.back()) {
        fault_ = Fault::no_law;
        law_fault_ = fmt::format("'{}' has no distribution: {}", e.variables[v].name,
                                 e.variables[v].family->fault(arguments));
        return;
      }
      const bool atoms = !laws_.back()->atoms().empty();
      if (atoms) single |= bit(v);
      mass_.push_back(atoms ? 1 : mass_of(*laws_.back()));
      // Single values outside: within each, what is left is as smooth as can be.
      order_.insert(atoms ? order_.begin() : order_.end(), v);
    }
    formula_.set_tolerant(single);
  }

  double value() { return fault_ == Fault::no_law ? kNaN : over(0); }

  enum class Fault { none, no_law, no_value, many_jumps };
  [[nodiscard]] Fault fault() const { return fault_; }
  /// The patient without a value.
  [[nodiscard]] const std::vector<double>& patient() const { return faulty_; }
  [[nodiscard]] const std::string& law_fault() const { return law_fault_; }

private:
  const Place& with_patients() {
    std::copy_n(place_.patients.begin(), std::min(first_, place_.patients.size()), patients_.begin());
    place_.patients = patients_;
    return place_;
  }
  [[nodiscard]] Dependence bit(std::size_t variable) const {
    return patient_bit(static_cast<int>(first_ + variable));
  }
  double& patient(std::size_t variable) { return patients_[first_ + variable]; }

  double body() {
    const double result = formula_();
    if (!std::isfinite(result) && fault_ == Fault::none) {
      fault_ = Fault::no_value;
      faulty_.assign(patients_.begin() + static_cast<std::ptrdiff_t>(first_), patients_.end());
    }
    return result;
  }

  /// The mean over the variables from `depth` on, the others being fixed.
  double over(std::size_t depth);

  class Along;
  Place place_;
  std::size_t first_;
  std::vector<double> patients_; ///< those of expectations around, then these
  MovingFormula formula_;
  std::vector<std::unique_ptr<const PatientLaw>> laws_;
  std::vector<double> mass_;
  std::vector<std::size_t> order_;
  Fault fault_ = Fault::none;
  std::vector<double> faulty_;
  std::string law_fault_;
};

/// Density times the mean over what comes after, along one variable.
class Mean::Along final : public Integrand {
public:
  Along(Mean& mean, std::size_t depth)
      : mean_(mean), depth_(depth), variable_(mean.order_[depth]), law_(*mean.laws_[variable_]),
        last_(depth + 1 == mean.order_.size()),
        steps_(last_ && mean.formula_.constant_between_crossings(mean.bit(variable_))) {
    Dependence later = 0;
    for (std::size_t d = depth + 1; d < mean.order_.size(); ++d)
      later |= mean.bit(mean.order_[d]);
    for (const auto& c : mean.formula_.crossings())
      if ((c.depends & mean.bit(variable_)) != 0 && (c.depends & later) == 0) crossings_.push_back(&c);
  }

  double operator()(double y) override {
    const double density = law_.at(y).density;
    return density == 0 ? 0 : density * value(y);
  }
  [[nodiscard]] std::size_t quantity_count() const override { return crossings_.size(); }
  [[nodiscard]] Levels levels(std::size_t index) const override { return crossings_[index]->levels; }
  double quantity(std::size_t index, double y) override {
    move(y);
    return mean_.formula_.quantity(*crossings_[index]);
  }

  double integral() {
    double sum = 0;
    for (const PatientLaw::Piece& piece : law_.pieces())
      sum += over_piece(piece);
    return sum / mean_.mass_[variable_];
  }

private:
  void move(double y) {
    mean_.patient(variable_) = law_.at(y).x;
    mean_.formula_.moved();
  }

  double value(double y) {
    move(y);
    const Fault before = mean_.fault_;
    const double result = mean_.over(depth_ + 1);
    if (!far_ || std::isfinite(result)) return result;
    mean_.fault_ = before;
    return 0;
  }

  double over_piece(const PatientLaw::Piece& piece) {
    const std::vector<double> edges = panels_of(piece);
    double most = 0;
    for (std::size_t i = 0; !steps_ && i + 1 < edges.size(); ++i) {
      far_ = is_far(edges[i], edges[i + 1]);
      most = std::max(most, largest(*this, edges[i], edges[i + 1]));
    }
    // Rounding within the formula, or what an inner mean leaves open.
    const double floor = most * (last_ ? 1e-15 : 1e-12);
    double sum = 0;
    for (std::size_t i = 0; i + 1 < edges.size() && mean_.fault_ == Fault::none; ++i) {
      far_ = is_far(edges[i], edges[i + 1]);
      sum += far_ ? between(*this, edges[i], edges[i + 1], floor, steps_ ? 0 : kSplits)
                  : over_panel(edges[i], edges[i + 1], floor);
    }
    return mean_.fault_ == Fault::none ? sum : kNaN;
  }

  double over_panel(double from, double to, double floor) {
    const Breakpoints parts = breakpoints(*this, from, to, kProbes, kMostJumps);
    if (!parts.complete) {
      mean_.fault_ = Fault::many_jumps;
      return kNaN;
    }
    double sum = 0;
    for (std::size_t i = 0; i + 1 < parts.points.size(); ++i)
      if (parts.points[i + 1] > parts.points[i])
        sum += over_part(parts.points[i], parts.points[i + 1], floor);
    return sum;
  }

  double over_part(double from, double to, double floor) {
    if (!steps_) return between(*this, from, to, floor);
    const double inside = 1e-6 * (to - from), middle = value(from + (to - from) / 2);
    if (value(from + inside) != middle || value(to - inside) != middle) // a jump that nothing announced
      return between(*this, from, to, std::abs(middle) * 1e-15);
    Density density(law_);
    return middle == 0 ? 0 : middle * between(density, from, to, 1e-16 * mean_.mass_[variable_]);
  }

  /// So far out that nobody is there: a jump by the size of the value itself doesn't show, and patients for
  /// whom the formula has no value don't count.
  bool is_far(double from, double to) {
    constexpr double kNobody = 1e-15;
    const double density =
        std::max({law_.at(from).density, law_.at(to).density, law_.at(from + (to - from) / 2).density});
    return !(density * (to - from) > kNobody * mean_.mass_[variable_]);
  }

  Mean& mean_;
  std::size_t depth_, variable_;
  const PatientLaw& law_;
  bool last_;
  bool steps_; ///< the body is constant between crossings
  bool far_ = false;
  std::vector<const MovingFormula::Crossing*> crossings_;
};

double Mean::over(std::size_t depth) {
  if (depth == order_.size()) return body();
  const std::size_t variable = order_[depth];
  const PatientLaw& law = *laws_[variable];
  if (law.atoms().empty()) return Along(*this, depth).integral();
  double sum = 0;
  for (const PatientLaw::Atom& atom : law.atoms()) {
    patient(variable) = atom.x;
    formula_.moved();
    sum += atom.probability * over(depth + 1);
  }
  return sum;
}

} // namespace

NodeId Graph::patient(int quantity) {
  return intern({.op = NodeOp::patient,
                 .payload = static_cast<std::uint32_t>(quantity),
                 .depends = patient_bit(quantity)});
}

NodeId Graph::expected(const Expectation& expectation) {
  if ((depends(expectation.body) & expectation.own()) == 0) return expectation.body;
  std::string families = std::to_string(expectation.first);
  std::vector<NodeId> nodes{expectation.body};
  Dependence all = depends(expectation.body) & ~expectation.own();
  for (const auto& variable : expectation.variables) {
    families += '\x1f' + variable.family->name();
    for (const NodeId argument : variable.arguments) {
      nodes.push_back(argument);
      all |= depends(argument);
    }
  }
  const auto [it, is_new] =
      expectation_of_.emplace(std::pair(families, nodes), static_cast<std::uint32_t>(expectations_.size()));
  if (is_new) expectations_.push_back(expectation);
  const NodeId id = intern({.op = NodeOp::expected, .payload = it->second, .depends = all});
  if (all != 0) return id;
  const double result = Evaluator(*this, {})(id);
  return std::isfinite(result) ? constant(result) : id;
}

NodeId Substitution::expected(const Node& node) {
  Expectation e = graph_.expectation(node.payload);
  e.body = (*this)(e.body);
  for (auto& variable : e.variables)
    for (NodeId& argument : variable.arguments)
      argument = (*this)(argument);
  return graph_.expected(e);
}

double expectation(const Graph& graph, const Expectation& e, const Place& place) {
  return Mean(graph, e, place).value();
}

std::string expectation_fault(const Graph& graph, const Expectation& e, const Place& place) {
  Mean mean(graph, e, place);
  mean.value();
  switch (mean.fault()) {
  case Mean::Fault::no_law:
    return mean.law_fault();
  case Mean::Fault::many_jumps:
    return "the formula of expected(…) jumps more than a million times";
  case Mean::Fault::no_value: {
    std::string patient;
    for (std::size_t v = 0; v < e.variables.size(); ++v)
      patient += fmt::format("{}{} = {:.6g}", v == 0 ? "" : ", ", e.variables[v].name, mean.patient()[v]);
    return fmt::format("the formula of expected(…) has no value for {}", patient);
  }
  default:
    return "expected(…) has no value";
  }
}

} // namespace cea::formula
