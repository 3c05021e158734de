#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cea::formula {

/// Values at which something happens: 0 to a difference that decides a branch, whole numbers to what `floor`,
/// `ceil` and `mod` take the whole part of, the keys of a table to what is looked up (ascending).
struct Levels {
  bool whole = false;
  std::span<const double> keys{};

  /// The smallest level above x; infinite where there is none.
  [[nodiscard]] double above(double x) const;
  /// The largest level below x.
  [[nodiscard]] double below(double x) const;
};

/// A function on an interval that tells where it may have corners and jumps: where one of its quantities
/// crosses a level. Quantities within others stand before them.
class Integrand {
public:
  Integrand() = default;
  Integrand(const Integrand&) = delete;
  Integrand& operator=(const Integrand&) = delete;
  virtual ~Integrand() = default;
  virtual double operator()(double t) = 0;
  [[nodiscard]] virtual std::size_t quantity_count() const = 0;
  [[nodiscard]] virtual Levels levels(std::size_t index) const = 0;
  virtual double quantity(std::size_t index, double t) = 0;
};

struct Breakpoints {
  std::vector<double> points; ///< the interval's ends and what was found between, ascending
  bool complete = true;       ///< false: a quantity crosses more levels than wanted and was left out
};

/// Corners and jumps of `f` within [from, to], each to the last digits. A quantity is probed at `probes`
/// places, its turning points between them are searched for; `most` crossings are wanted.
Breakpoints breakpoints(Integrand& f, double from, double to, int probes, double most);

/// Largest absolute value at a few points.
double largest(Integrand& f, double from, double to);

/// The integral over [from, to], smooth inside: Gauss-Legendre of 16 points, halved where 12 points disagree
/// by more than 1e-13 relative and by more than `floor` a unit of length; `splits` bounds the work.
double integrate(Integrand& f, double from, double to, double floor, int& splits);

} // namespace cea::formula
