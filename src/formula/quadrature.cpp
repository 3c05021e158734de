#include "formula/quadrature.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace cea::formula {

namespace {

/// Gauss-Legendre abscissae in (0, 1) and weights, found by Newton's method on the Legendre polynomial
/// (Abramowitz & Stegun 25.4.30); symmetric, so only computed once a size.
template <int N> struct GaussRule {
  std::array<double, N> x{}, w{};
  GaussRule() {
    for (int i = 0; i < N; ++i) {
      double z = -std::cos(3.14159265358979323846 * (i + 0.75) / (N + 0.5));
      double slope = 0;
      for (int iteration = 0; iteration < 100; ++iteration) {
        double p0 = 1;
        double p1 = z;
        for (int k = 2; k <= N; ++k)
          p0 = std::exchange(p1, ((2.0 * k - 1) * z * p1 - (k - 1.0) * p0) / k);
        slope = N * (z * p1 - p0) / (z * z - 1);
        const double step = p1 / slope;
        z -= step;
        if (std::abs(step) < 1e-16) break;
      }
      x[static_cast<std::size_t>(i)] = (1 + z) / 2;
      w[static_cast<std::size_t>(i)] = 1 / ((1 - z * z) * slope * slope);
    }
  }
};

constexpr int kFine = 16;
constexpr int kCoarse = 12;
constexpr double kPrecision = 1e-13;

const GaussRule<kFine>& fine_rule() {
  static const GaussRule<kFine> rule;
  return rule;
}
const GaussRule<kCoarse>& coarse_rule() {
  static const GaussRule<kCoarse> rule;
  return rule;
}

/// Smallest and largest value that a rule met.
struct Spread {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void add(double x) {
    low = std::min(low, x);
    high = std::max(high, x);
  }
  /// Whether a value continues what was met: far outside, something happens between the nodes and it.
  [[nodiscard]] bool covers(double x, double tiny) const {
    const double room = 4 * (high - low) + tiny;
    return x >= low - room && x <= high + room;
  }
};

template <int N>
double apply_rule(Integrand& f, double from, double to, const GaussRule<N>& rule, Spread& spread) {
  double sum = 0;
  for (int i = 0; i < N; ++i) {
    const auto k = static_cast<std::size_t>(i);
    const double value = f(from + (to - from) * rule.x[k]);
    spread.add(value);
    sum += rule.w[k] * value;
  }
  return sum * (to - from);
}

/// An interval with a quantity's values at its ends.
struct Stretch {
  double lo = 0, hi = 0, at_lo = 0, at_hi = 0;
};

/// Where the quantity crosses a level that lies between its values at the ends: false position, each third
/// step a bisection, so that corners and jumps cost little more than lines do.
double crossing(Integrand& f, std::size_t index, Stretch s, double level) {
  const double exactly = 4e-16 * (s.hi - s.lo) + 2e-16 * std::max(std::abs(s.lo), std::abs(s.hi));
  const double rounding = 4e-16 * std::max(std::abs(s.at_lo), std::abs(s.at_hi));
  double below = s.at_lo - level, above = s.at_hi - level;
  for (int i = 0; i < 200 && s.hi - s.lo > 2 * exactly; ++i) {
    double t = s.lo - below * ((s.hi - s.lo) / (above - below));
    if (i % 3 == 2 || !(t >= s.lo && t <= s.hi)) t = s.lo + (s.hi - s.lo) / 2;
    t = std::clamp(t, s.lo + exactly, s.hi - exactly);
    if (t <= s.lo || t >= s.hi) break;
    const double value = f.quantity(index, t) - level;
    if (std::abs(value) <= rounding) return t;
    if ((value < 0) == (below < 0)) {
      s.lo = t;
      below = value;
    } else {
      s.hi = t;
      above = value;
    }
  }
  return s.lo + (s.hi - s.lo) / 2;
}

/// Where a quantity comes highest (`sign` 1) or lowest (−1) between two places.
double turning_point(Integrand& f, std::size_t index, double sign, double lo, double hi) {
  for (int i = 0; i < 80; ++i) {
    const double third = (hi - lo) / 3;
    if (sign * f.quantity(index, lo + third) > sign * f.quantity(index, hi - third))
      hi -= third;
    else
      lo += third;
  }
  return lo + (hi - lo) / 2;
}

class CrossingSearch {
public:
  CrossingSearch(Integrand& f, std::size_t index, double most, Breakpoints& found)
      : f_(f), index_(index), levels_(f.levels(index)), most_(most), found_(found) {}

  void within(double from, double to, int probes) {
    t_.clear();
    q_.clear();
    for (int i = 0; i < probes; ++i) {
      // Just inside the ends, where an inner quantity may jump.
      const double nudge = i == 0 ? 1e-9 : i + 1 == probes ? -1e-9 : 0;
      probe(from + (to - from) * (i + nudge) / (probes - 1));
    }
    const std::vector<double> t = t_, q = q_;
    for (std::size_t i = 1; i + 1 < t.size(); ++i)
      if (const double sign = turns(q[i - 1], q[i], q[i + 1]); sign != 0)
        probe(turning_point(f_, index_, sign, t[i - 1], t[i + 1]));
    sort();
    for (std::size_t i = 1; i < t_.size(); ++i)
      add({t_[i - 1], t_[i], q_[i - 1], q_[i]});
  }

private:
  void probe(double t) {
    t_.push_back(t);
    q_.push_back(f_.quantity(index_, t));
  }

  void sort() {
    std::vector<std::pair<double, double>> all;
    for (std::size_t i = 0; i < t_.size(); ++i)
      all.emplace_back(t_[i], q_[i]);
    std::sort(all.begin(), all.end());
    for (std::size_t i = 0; i < all.size(); ++i)
      std::tie(t_[i], q_[i]) = all[i];
  }

  /// 1 or −1 where a turning point near the middle one of three probes may reach a level that they don't.
  [[nodiscard]] double turns(double before, double here, double after) const {
    const double reach = 4 * std::max(std::abs(here - before), std::abs(here - after));
    if (!(reach > 0)) return 0;
    const bool only_zero = !levels_.whole && levels_.keys.size() == 1;
    const double far = only_zero ? std::numeric_limits<double>::infinity() : here + reach;
    if (here >= before && here >= after) return levels_.above(here) < far ? 1 : 0;
    const double low = only_zero ? -far : here - reach;
    if (here <= before && here <= after) return levels_.below(here) > low ? -1 : 0;
    return 0;
  }

  void add(const Stretch& s) {
    const double low = std::min(s.at_lo, s.at_hi), high = std::max(s.at_lo, s.at_hi);
    if (!(low < high)) return;
    if (levels_.whole && !(high - low <= most_)) {
      found_.complete = false;
      return;
    }
    for (double level = levels_.above(low); level < high; level = levels_.above(level))
      found_.points.push_back(crossing(f_, index_, s, level));
  }

  Integrand& f_;
  std::size_t index_;
  Levels levels_;
  double most_;
  Breakpoints& found_;
  std::vector<double> t_, q_;
};

} // namespace

double Levels::above(double x) const {
  if (whole) return std::floor(x) + 1;
  const auto it = std::upper_bound(keys.begin(), keys.end(), x);
  return it == keys.end() ? std::numeric_limits<double>::infinity() : *it;
}

double Levels::below(double x) const {
  if (whole) return std::ceil(x) - 1;
  const auto it = std::lower_bound(keys.begin(), keys.end(), x);
  return it == keys.begin() ? -std::numeric_limits<double>::infinity() : *(it - 1);
}

Breakpoints breakpoints(Integrand& f, double from, double to, int probes, double most) {
  constexpr int kFewProbes = 5; // where others have split the interval
  Breakpoints found{{from, to}};
  for (std::size_t index = 0; index < f.quantity_count(); ++index) {
    const std::vector<double> parts = found.points;
    CrossingSearch search(f, index, most - static_cast<double>(parts.size()), found);
    for (std::size_t i = 0; i + 1 < parts.size(); ++i)
      if (parts[i + 1] > parts[i])
        search.within(parts[i], parts[i + 1], parts.size() > 2 ? std::min(probes, kFewProbes) : probes);
    std::sort(found.points.begin(), found.points.end());
  }
  return found;
}

double largest(Integrand& f, double from, double to) {
  constexpr int kProbes = 8;
  double size = 0;
  for (int i = 0; i <= kProbes; ++i)
    if (const double x = std::abs(f(from + (to - from) * i / kProbes)); std::isfinite(x))
      size = std::max(size, x);
  return size;
}

double integrate(Integrand& f, double from, double to, double floor, int& splits) {
  Spread met;
  const double fine = apply_rule(f, from, to, fine_rule(), met);
  const double coarse = apply_rule(f, from, to, coarse_rule(), met);
  const double middle = from + (to - from) / 2;
  const bool agreed = std::abs(fine - coarse) <= std::max(kPrecision * std::abs(fine), floor * (to - from));
  // Just inside the ends, where a switch may stand. What falls off before the first node is seen there.
  const double inside = 1e-6 * (to - from), tiny = 1e3 * floor;
  if (!std::isfinite(fine) || middle <= from || middle >= to || splits == 0 ||
      (agreed && met.covers(f(from + inside), tiny) && met.covers(f(to - inside), tiny)))
    return fine;
  --splits;
  return integrate(f, from, middle, floor, splits) + integrate(f, middle, to, floor, splits);
}

} // namespace cea::formula
