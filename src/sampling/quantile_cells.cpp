#include "sampling/quantile_cells.h"

#include "support/scalar_math.h"

#include <cmath>

namespace cea::sampling {
namespace {

constexpr std::size_t kTerms = 14;
using Series = std::array<double, kTerms>;

/// Rounds to 40 bits. Machines differ in the last bits of an 80-bit exponential or logarithm; after this they
/// don't, and 40 bits keep the error in u below 1e-12 of it.
double rounded(long double value) {
  int exponent = 0;
  const long double mantissa = std::frexp(value, &exponent);
  return static_cast<double>(std::ldexp(std::nearbyint(std::ldexp(mantissa, 40)), exponent - 40));
}

/// The quantile function at one place: y, x, 1 − x and r = 1/(dy/ds), which is the density of y over the
/// cell's half width, negative where s runs against y.
struct State {
  double y = 0, x = 0, complement = 1, r = 0;
};

/// Taylor series in s of y, x and r around a state.
struct Expansion {
  Series y{}, x{}, r{};
};

/// Coefficient n of w = dx/dy as a function of x: 1 (normal), x (gamma), x(1 − x) (beta).
double slope_term(const Law& law, const Series& x, double complement, std::size_t n) {
  if (law.kind == Law::Kind::normal) return n == 0 ? 1 : 0;
  if (law.kind == Law::Kind::gamma) return x[n];
  if (n == 0) return x[0] * complement;
  double sum = x[n] * (complement - x[0]);
  for (std::size_t k = 1; k < n; ++k)
    sum -= x[k] * x[n - k];
  return sum;
}

/// Coefficient n of the logarithmic derivative of y's density: −z (normal), a − x (gamma), a(1 − x) − b·x
/// (beta).
double log_density_slope_term(const Law& law, const State& state, const Series& x, std::size_t n) {
  if (law.kind == Law::Kind::normal) return -x[n];
  if (law.kind == Law::Kind::gamma) return n == 0 ? law.a - x[0] : -x[n];
  return n == 0 ? law.a * state.complement - law.b * x[0] : -(law.a + law.b) * x[n];
}

constexpr Series kReciprocal = [] {
  Series r{};
  for (std::size_t n = 1; n < kTerms; ++n)
    r[n] = 1 / static_cast<double>(n);
  return r;
}();

/// Coefficient n of q where r·q = p and the earlier coefficients of q are known. The newest comes last, so
/// that a processor can begin before it is ready.
double quotient_term(double p, const Series& r, double inverse, const Series& q, std::size_t n) {
  for (std::size_t k = n; k > 0; --k)
    p -= r[k] * q[n - k];
  return p * inverse;
}

/// Expands the quantile function by its differential equations r·y' = 1, r·x' = w(x), r' = (ln density)'(x),
/// derivatives in s; the last because d(density)/du = (d density/dy)/density. Term by term, as in
/// Steinbrecher & Shaw 2008, "Quantile mechanics". `with_y` spares y where only x is wanted.
Expansion expand(const Law& law, const State& state, bool with_y) {
  Expansion e;
  e.y[0] = state.y, e.x[0] = state.x, e.r[0] = state.r;
  Series dx{}, dy{};
  const double inverse = 1 / state.r;
  for (std::size_t n = 0; n + 1 < kTerms; ++n) {
    const double reciprocal = kReciprocal[n + 1];
    e.r[n + 1] = log_density_slope_term(law, state, e.x, n) * reciprocal;
    dx[n] = quotient_term(slope_term(law, e.x, state.complement, n), e.r, inverse, dx, n);
    e.x[n + 1] = dx[n] * reciprocal;
    if (!with_y) continue;
    dy[n] = quotient_term(n == 0 ? 1 : 0, e.r, inverse, dy, n);
    e.y[n + 1] = dy[n] * reciprocal;
  }
  return e;
}

/// The series without its constant term, at s.
double increment(const Series& series, double s) {
  double sum = 0;
  for (std::size_t n = kTerms; n-- > 1;)
    sum = (sum + series[n]) * s;
  return sum;
}

State advanced(const Expansion& e, const State& from, double s) {
  const double dx = increment(e.x, s);
  return {from.y + increment(e.y, s), from.x + dx, from.complement - dx, from.r + increment(e.r, s)};
}

/// Degree 9 to degree 7 on [−1, 1], by taking off multiples of the Chebyshev polynomials T₉ and T₈.
std::array<double, 8> economised(const Series& c) {
  const double t8 = c[8], t9 = c[9];
  return {c[0] - t8 / 128,  c[1] - t9 * (9.0 / 256), c[2] + t8 * 0.25, c[3] + t9 * (15.0 / 32),
          c[4] - t8 * 1.25, c[5] - t9 * (27.0 / 16), c[6] + t8 * 2,    c[7] + t9 * 2.25};
}

QuantileCells::Coordinate coordinate_of(const Law& law) {
  const bool steep = (law.kind == Law::Kind::gamma && law.a < 1) ||
                     (law.kind == Law::Kind::beta && std::min(law.a, law.b) < 1);
  return steep ? QuantileCells::Coordinate::law : QuantileCells::Coordinate::value;
}

} // namespace

/// Marches from the median into one tail, cell by cell, v = u (lower half) or 1 − u (upper half) falling.
class HalfBuilder {
public:
  HalfBuilder(const Law& law, QuantileCells::Coordinate coordinate, bool upper)
      : law_(law), with_y_(coordinate == QuantileCells::Coordinate::law), upper_(upper) {}

  void build(double median, std::span<QuantileCells::Cell> cells) {
    state_ = start(median);
    anchor(0.5 - half_width_);
    for (std::size_t octave = QuantileCells::kOctaves; octave-- > 0;) {
      const double top =
          std::ldexp(1.0, static_cast<int>(octave) - static_cast<int>(QuantileCells::kOctaves));
      // What rounding adds to the error in v at one anchor stays as it is while v falls sixteenfold.
      if (octave % 4 == 3 && octave + 1 < QuantileCells::kOctaves) anchor(top - half_width_);
      build_octave(cells.subspan(octave * QuantileCells::kCellsPerOctave, QuantileCells::kCellsPerOctave));
    }
  }

private:
  void move(const Expansion& e, double s) {
    state_ = advanced(e, state_, s);
    if (with_y_) {
      x_from_y();
    } else if (law_.kind == Law::Kind::beta) {
      // The larger of x and 1 − x follows from the smaller, lest rounding add up.
      (state_.x < state_.complement ? state_.complement : state_.x) =
          1 - std::min(state_.x, state_.complement);
    }
  }

  /// In the law's coordinate x may grow a hundredfold over a cell, too much for its series.
  void x_from_y() {
    if (law_.kind == Law::Kind::gamma) {
      state_.x = math::exp(state_.y);
    } else {
      state_.x = 1 / (1 + math::exp(-state_.y));
      state_.complement = 1 / (1 + math::exp(state_.y));
    }
  }

  [[nodiscard]] State start(double median) const {
    const Point p = point_at(law_, median);
    if (law_.kind != Law::Kind::beta) return {median, rounded(p.x), 1, 0};
    const double x = rounded(p.x), complement = rounded(p.complement);
    return x < complement ? State{median, x, 1 - x, 0} : State{median, 1 - complement, complement, 0};
  }

  /// The state's place in full accuracy, from the coordinate that the polynomials yield.
  [[nodiscard]] Point place() const {
    if (with_y_) return point_at(law_, state_.y);
    const long double x = state_.x, complement = state_.complement;
    if (law_.kind == Law::Kind::normal) return {x, x, 1};
    if (law_.kind == Law::Kind::gamma) return {std::log(x), x, 1};
    return x < complement ? Point{std::log(x / (1 - x)), x, 1 - x}
                          : Point{std::log((1 - complement) / complement), 1 - complement, complement};
  }

  /// Finds v for the state's y from the distribution function, then moves on to the `centre` nearby.
  void anchor(double centre) {
    const TailProbability tail = tail_probability(law_, place());
    const double density = rounded(tail.density) / half_width_;
    state_.r = upper_ ? -density : density;
    const double v = rounded(upper_ ? tail.upper : tail.lower);
    move(expand(law_, state_, with_y_), (centre - v) / half_width_);
  }

  void build_octave(std::span<QuantileCells::Cell> cells) {
    for (std::size_t cell = cells.size(); cell-- > 0;) {
      const Expansion e = expand(law_, state_, with_y_);
      cells[cell].coefficients = economised(with_y_ ? e.y : e.x);
      move(e, cell > 0 ? -2 : -1.5);
    }
    half_width_ /= 2;
    state_.r *= 2;
  }

  Law law_;
  bool with_y_, upper_;
  double half_width_ = 0x1p-6; ///< of the cells of [¼, ½)
  State state_;
};

QuantileCells::QuantileCells(const Law& law) : coordinate_(coordinate_of(law)), cells_(2 * kHalf) {
  const double median = rounded(approximate_median(law));
  const std::span<Cell> cells(cells_);
  HalfBuilder(law, coordinate_, false).build(median, cells.first(kHalf));
  HalfBuilder(law, coordinate_, true).build(median, cells.last(kHalf));
}

void QuantileCells::rescale(double offset, double factor) {
  for (Cell& cell : cells_) {
    for (double& c : cell.coefficients)
      c *= factor;
    cell.coefficients[0] += offset;
  }
}

void QuantileCells::apply(std::span<double> u_to_y) const {
  draw_functions().quantiles(grid(), u_to_y.data(), static_cast<long>(u_to_y.size()));
}

} // namespace cea::sampling
