#include "analysis/root.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

using namespace cea;

namespace {

struct Found {
  double root;
  int evaluations;
};

Found search(const std::function<double(double)>& f, double a, double b, double noise = 0) {
  RootSearch s(a, f(a), b, f(b));
  int evaluations = 0;
  for (; !s.done() && evaluations < 500; ++evaluations)
    s.update(f(s.next()), noise);
  return {s.root(), evaluations};
}

} // namespace

TEST_CASE("the root of a straight line is found at once") {
  const Found found = search([](double x) { return 3 * x - 6; }, 0, 10, 1e-12);
  CHECK(found.root == doctest::Approx(2).epsilon(1e-15));
  CHECK(found.evaluations == 1);
}

TEST_CASE("roots of curves are found to rounding in few steps from either side") {
  for (const bool turned : {false, true}) {
    const auto check = [&](const std::function<double(double)>& f, double a, double b, double want,
                           int most) {
      const Found found = turned ? search(f, b, a) : search(f, a, b);
      CHECK(std::abs(found.root - want) <= 2e-15 * std::max(std::abs(b - a), std::abs(want)));
      CHECK(found.evaluations <= most);
    };
    check([](double x) { return std::exp(x) - 5; }, 0, 10, std::log(5.0), 20);
    check([](double x) { return x * x * x - 2; }, 0, 100, std::cbrt(2.0), 25);
    check([](double x) { return std::cos(x); }, 0, 3, std::acos(0.0), 12);
    check([](double x) { return 1 - 1 / x; }, 1e-3, 1000, 1, 35);
  }
}

TEST_CASE("a jump is narrowed down and a root at an end is taken") {
  CHECK(search([](double x) { return x < 0.3 ? -1.0 : 2.0; }, 0, 1).root ==
        doctest::Approx(0.3).epsilon(1e-14));
  CHECK(search([](double x) { return x - 1; }, 1, 3).root == 1);
  CHECK(search([](double x) { return x - 3; }, 1, 3).root == 3);
  CHECK(search([](double x) { return x - 3; }, 1, 3).evaluations == 0);
}

TEST_CASE("a flat root ends all the same") {
  const Found found = search([](double x) { return std::pow(x - 0.25, 9); }, 0, 1);
  CHECK(std::abs(found.root - 0.25) < 1e-14);
  CHECK(found.evaluations < 200);
}
