#pragma once

namespace cea {

/// Narrows down where a function changes sign between two points, by inverse quadratic interpolation where
/// that is safe and by halving otherwise (Chandrupatla 1997, Advances in Engineering Software 28:145–149).
/// The function is evaluated by the caller, so that many searches can share one run of the model:
///
///     while (!search.done()) search.update(f(search.next()), noise);
///
/// A function that jumps is narrowed down to its jump. The first guess is the chord's, exact where the
/// function is a straight line.
class RootSearch {
public:
  /// `fa` and `fb` are the values at `a` and `b`; they differ in sign, or one is 0.
  RootSearch(double a, double fa, double b, double fb);

  [[nodiscard]] bool done() const { return done_; }
  /// Where to evaluate the function next.
  [[nodiscard]] double next() const { return a_ + t_ * (b_ - a_); }
  /// The value there; a size no larger than `noise` is rounding.
  void update(double value, double noise = 0);
  /// The best point so far; once done, within 1e-15 of the first bracket's width and of the root's size.
  [[nodiscard]] double root() const;

private:
  void settle(double noise);
  [[nodiscard]] double interpolated() const;

  double a_, fa_, b_, fb_; ///< b_ is the end on the other side of the root
  double c_, fc_;          ///< the point before
  double narrow_;          ///< a bracket as narrow as this is narrow enough
  double t_ = 0.5;         ///< share of the way from a_ to b_
  bool done_ = false;
};

} // namespace cea
