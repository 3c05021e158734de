#include "analysis/root.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cea {

RootSearch::RootSearch(double a, double fa, double b, double fb)
    : a_(b), fa_(fb), b_(a), fb_(fa), c_(b), fc_(fb), narrow_(1e-15 * std::abs(b - a)) {
  settle(0);
  if (fa != fb) t_ = std::clamp(fa_ / (fa_ - fb_), 1e-9, 1 - 1e-9);
}

double RootSearch::root() const {
  return std::abs(fa_) < std::abs(fb_) ? a_ : b_;
}

void RootSearch::update(double value, double noise) {
  const double x = next();
  if ((value > 0) == (fa_ > 0)) {
    c_ = a_;
    fc_ = fa_;
  } else {
    c_ = b_;
    b_ = a_;
    fc_ = fb_;
    fb_ = fa_;
  }
  a_ = x;
  fa_ = value;
  settle(noise);
}

double RootSearch::interpolated() const {
  const double xi = (a_ - b_) / (c_ - b_), phi = (fa_ - fb_) / (fc_ - fb_);
  if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
  return fa_ / (fb_ - fa_) * fc_ / (fb_ - fc_) +
         (c_ - a_) / (b_ - a_) * fa_ / (fc_ - fa_) * fb_ / (fc_ - fb_);
}

void RootSearch::settle(double noise) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  const double best = root();
  const double tolerance = 4 * kEpsilon * std::abs(best) + narrow_;
  const double limit = tolerance / std::abs(b_ - a_);
  done_ = !(limit <= 0.5) || std::min(std::abs(fa_), std::abs(fb_)) <= noise;
  if (!done_) t_ = std::clamp(interpolated(), limit, 1 - limit);
}

} // namespace cea
