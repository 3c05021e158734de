#include "engine/patient_laws.h"

#include "support/scalar_math.h"
#include "support/special_functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace cea {

namespace {

using formula::PatientLaw;
using Atoms = std::vector<PatientLaw::Atom>;
using Pieces = std::vector<PatientLaw::Piece>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Single values.
class AtomicLaw final : public PatientLaw {
public:
  explicit AtomicLaw(Atoms atoms) : atoms_(std::move(atoms)) {
    double total = 0;
    for (const Atom& atom : atoms_)
      total += atom.probability;
    for (Atom& atom : atoms_)
      atom.probability /= total;
  }
  [[nodiscard]] const Atoms& atoms() const override { return atoms_; }
  [[nodiscard]] const Pieces& pieces() const override { return pieces_; }
  [[nodiscard]] Point at(double) const override { return {}; }

private:
  Atoms atoms_;
  Pieces pieces_;
};

/// A density given by its logarithm `log_density(y)` and the quantity by `x(y)`.
template <class LogDensity, class Quantity> class SmoothLaw final : public PatientLaw {
public:
  SmoothLaw(Pieces pieces, LogDensity log_density, Quantity quantity)
      : pieces_(std::move(pieces)), log_density_(log_density), quantity_(quantity) {}
  [[nodiscard]] const Atoms& atoms() const override { return atoms_; }
  [[nodiscard]] const Pieces& pieces() const override { return pieces_; }
  [[nodiscard]] Point at(double y) const override { return {quantity_(y), math::exp(log_density_(y))}; }

private:
  Atoms atoms_;
  Pieces pieces_;
  LogDensity log_density_;
  Quantity quantity_;
};

template <class LogDensity, class Quantity>
std::unique_ptr<const PatientLaw> smooth(Pieces pieces, LogDensity log_density, Quantity quantity) {
  return std::make_unique<SmoothLaw<LogDensity, Quantity>>(std::move(pieces), log_density, quantity);
}

/// Where a concave logarithm of a density has fallen by 80 from its peak, towards `direction`.
template <class LogDensity> double edge(LogDensity log_density, double peak, double step) {
  const double floor = log_density(peak) - 80;
  double inside = peak, outside = peak + step;
  while (log_density(outside) > floor) {
    inside = outside;
    outside = peak + 2 * (outside - peak);
  }
  for (int i = 0; i < 40; ++i) {
    const double middle = inside + (outside - inside) / 2;
    (log_density(middle) > floor ? inside : outside) = middle;
  }
  return outside;
}

/// `width`: of the density near its peak.
template <class LogDensity, class Quantity>
std::unique_ptr<const PatientLaw> peaked(double peak, double width, LogDensity log_density,
                                         Quantity quantity) {
  const double from = edge(log_density, peak, -width), to = edge(log_density, peak, width);
  const auto scaled = [log_density, top = log_density(peak)](double y) { return log_density(y) - top; };
  return smooth({{from, peak, 2 * width}, {peak, to, 2 * width}}, scaled, quantity);
}

const auto kNormalLog = [](double z) { return -z * z / 2; };
constexpr double kFarthest = 12.6; ///< normal density has fallen by 80 in the logarithm

/// Of ln X, in which the gamma of scale 1 has its peak at ln shape with curvature −shape.
template <class Quantity> std::unique_ptr<const PatientLaw> of_log_gamma(double shape, Quantity quantity) {
  return peaked(
      math::log(shape), 1 / std::sqrt(shape), [shape](double y) { return shape * y - math::exp(y); },
      quantity);
}

/// Of the logit, in which the beta has its peak at ln(alpha/beta) with curvature −alpha·beta/(alpha + beta).
template <class Quantity>
std::unique_ptr<const PatientLaw> of_logit(const BetaDistribution& d, Quantity quantity) {
  const auto log_density = [d](double y) {
    const double tail = math::log1p(math::exp(-std::abs(y))); // −ln of the larger of x and 1 − x
    return y > 0 ? -d.beta * y - (d.alpha + d.beta) * tail : d.alpha * y - (d.alpha + d.beta) * tail;
  };
  return peaked(math::log(d.alpha / d.beta), std::sqrt((d.alpha + d.beta) / (d.alpha * d.beta)), log_density,
                [quantity](double y) {
                  const double small = math::exp(-std::abs(y)) / (1 + math::exp(-std::abs(y)));
                  return quantity(y > 0 ? 1 - small : small);
                });
}

/// Counts 0, 1, …, `last`, as far as their probability shows.
template <class LogProbability> Atoms counts(double mode, double last, LogProbability log_probability) {
  const double floor = log_probability(mode) - 80;
  Atoms atoms;
  for (double k = mode; k <= last && log_probability(k) > floor; ++k)
    atoms.push_back({k, math::exp(log_probability(k))});
  for (double k = mode - 1; k >= 0 && log_probability(k) > floor; --k)
    atoms.push_back({k, math::exp(log_probability(k))});
  std::sort(atoms.begin(), atoms.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
  return atoms;
}

struct MakeLaw {
  using Law = std::unique_ptr<const PatientLaw>;

  Law operator()(const NormalDistribution& d) const {
    return smooth({{-kFarthest, kFarthest, 2}}, kNormalLog, [d](double z) { return d.mean + d.sd * z; });
  }
  Law operator()(const LognormalDistribution& d) const {
    return smooth({{-kFarthest, kFarthest, 2}}, kNormalLog,
                  [d](double z) { return math::exp(d.meanlog + d.sdlog * z); });
  }
  Law operator()(const TruncatedNormalDistribution& d) const {
    const double a = (d.min - d.mean) / d.sd, b = (d.max - d.mean) / d.sd;
    const double from = std::max(a, std::min(b, 0.0) - kFarthest),
                 to = std::min(b, std::max(a, 0.0) + kFarthest);
    const double peak = std::clamp(0.0, from, to);
    return smooth(
        {{from, to, 2}}, [peak](double z) { return (peak * peak - z * z) / 2; },
        [d](double z) { return std::clamp(d.mean + d.sd * z, d.min, d.max); });
  }
  Law operator()(const UniformDistribution& d) const {
    return smooth(
        {{d.min, d.max, d.max - d.min}}, [](double) { return 0.0; }, [](double x) { return x; });
  }
  Law operator()(const TriangularDistribution& d) const {
    const auto height = [d](double x) {
      return x < d.mode       ? (x - d.min) / (d.mode - d.min)
             : d.mode < d.max ? (d.max - x) / (d.max - d.mode)
                              : 1;
    };
    Pieces pieces;
    if (d.mode > d.min) pieces.push_back({d.min, d.mode, d.mode - d.min});
    if (d.max > d.mode) pieces.push_back({d.mode, d.max, d.max - d.mode});
    return smooth(
        std::move(pieces), [height](double x) { return math::log(height(x)); }, [](double x) { return x; });
  }
  Law operator()(const PertDistribution& d) const {
    return of_logit(standard_beta(d), [d](double x) { return d.min + (d.max - d.min) * x; });
  }
  Law operator()(const BetaDistribution& d) const {
    return of_logit(d, [](double x) { return x; });
  }
  Law operator()(const GammaDistribution& d) const {
    return of_log_gamma(d.shape, [d](double y) { return d.scale * math::exp(y); });
  }
  Law operator()(const ExponentialDistribution& d) const {
    return of_log_gamma(1, [d](double y) { return math::exp(y) / d.rate; });
  }
  Law operator()(const WeibullDistribution& d) const {
    return of_log_gamma(1, [d](double y) { return d.scale * math::exp(y / d.shape); });
  }
  Law operator()(const PoissonDistribution& d) const {
    return std::make_unique<AtomicLaw>(counts(std::floor(d.mean), kInfinity, [d](double k) {
      return k * math::log(d.mean) - d.mean - math::log_gamma(k + 1);
    }));
  }
  Law operator()(const BinomialDistribution& d) const {
    if (d.p <= 0 || d.p >= 1) return std::make_unique<AtomicLaw>(Atoms{{d.p <= 0 ? 0 : d.n, 1}});
    return std::make_unique<AtomicLaw>(counts(std::min(d.n, std::floor((d.n + 1) * d.p)), d.n, [d](double k) {
      return math::log_gamma(d.n + 1) - math::log_gamma(k + 1) - math::log_gamma(d.n - k + 1) +
             k * math::log(d.p) + (d.n - k) * math::log1p(-d.p);
    }));
  }
  Law operator()(const BernoulliDistribution& d) const {
    return std::make_unique<AtomicLaw>(Atoms{{0, 1 - d.p}, {1, d.p}});
  }
  Law operator()(const DiscreteDistribution& d) const {
    Atoms atoms;
    double before = 0;
    for (std::size_t i = 0; i < d.table->values.size(); ++i) {
      atoms.push_back({d.table->values[i], d.table->cumulative[i] - before});
      before = d.table->cumulative[i];
    }
    return std::make_unique<AtomicLaw>(std::move(atoms));
  }
};

class CalledFamily final : public formula::PatientFamily {
public:
  CalledFamily(const DistributionCall& call, const std::vector<NamedNumber>& arguments)
      : family_(call.family), arguments_(arguments), name_(family_) {
    for (const NamedNumber& a : arguments)
      name_ += "," + a.name;
  }

  [[nodiscard]] std::unique_ptr<const PatientLaw> law(std::span<const double> values) const override {
    Diagnostics ignored;
    const auto distribution = make(values, ignored);
    return distribution ? patient_law(*distribution) : nullptr;
  }
  [[nodiscard]] std::string fault(std::span<const double> values) const override {
    Diagnostics found;
    make(values, found);
    return found.all().empty() ? std::string() : found.all().front().message;
  }
  [[nodiscard]] const std::string& name() const override { return name_; }

private:
  std::optional<Distribution> make(std::span<const double> values, Diagnostics& diagnostics) const {
    std::vector<NamedNumber> numbers = arguments_;
    for (std::size_t i = 0; i < numbers.size(); ++i)
      numbers[i].value = values[i];
    return make_distribution(family_, {}, numbers, diagnostics);
  }

  std::string family_;
  std::vector<NamedNumber> arguments_;
  std::string name_;
};

} // namespace

std::unique_ptr<const PatientLaw> patient_law(const Distribution& distribution) {
  return std::visit(MakeLaw{}, distribution);
}

std::shared_ptr<const formula::PatientFamily> patient_family(const DistributionCall& call,
                                                             const std::vector<NamedNumber>& arguments,
                                                             bool constant, Diagnostics& diagnostics) {
  const auto& known = distribution_families();
  const bool exists = std::find(known.begin(), known.end(), call.family) != known.end();
  if ((constant || !exists) && !make_distribution(call.family, call.span, arguments, diagnostics))
    return nullptr;
  return std::make_shared<CalledFamily>(call, arguments);
}

} // namespace cea
