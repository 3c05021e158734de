#include "engine/joint_moves.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace cea;

TEST_CASE("a Dirichlet's others are scaled in proportion") {
  JointGroup group;
  group.names = {"a", "b", "c"};
  const std::vector<double> before{0.5, 0.3, 0.2};
  std::vector<double> after{0.6, 0, 0};
  follow_moves(group, before, after, {true, false, false});
  CHECK(after[1] == doctest::Approx(0.24));
  CHECK(after[2] == doctest::Approx(0.16));
  after = {0.6, 0.35, 0};
  follow_moves(group, before, after, {true, true, false});
  CHECK(after[2] == doctest::Approx(0.05));
}

TEST_CASE("a Dirichlet whose base values don't sum to 1 keeps its sum") {
  JointGroup group;
  const std::vector<double> before{0.25, 0.15, 0.10};
  std::vector<double> after{0.30, 0, 0};
  follow_moves(group, before, after, {true, false, false});
  CHECK(after[0] + after[1] + after[2] == doctest::Approx(0.5));
  CHECK(after[1] / after[2] == doctest::Approx(1.5));
}

TEST_CASE("a normal's others follow by regression") {
  JointGroup group;
  group.kind = JointGroup::Kind::normal;
  group.covariance = {4, 1.2, -0.6, 1.2, 1, 0.3, -0.6, 0.3, 2.25};
  const std::vector<double> before{10, 5, 1};
  std::vector<double> after{12, 0, 0};
  follow_moves(group, before, after, {true, false, false});
  CHECK(after[1] == doctest::Approx(5 + 1.2 / 4 * 2));
  CHECK(after[2] == doctest::Approx(1 - 0.6 / 4 * 2));
  // Two moved: weights from the 2×2 block by Cramer's rule.
  after = {12, 4, 0};
  follow_moves(group, before, after, {true, true, false});
  const double determinant = 4 * 1 - 1.2 * 1.2;
  const double w1 = (2 * 1 - 1.2 * -1) / determinant, w2 = (4 * -1 - 1.2 * 2) / determinant;
  CHECK(after[2] == doctest::Approx(1 - 0.6 * w1 + 0.3 * w2));
}

TEST_CASE("a lognormal's others follow in logarithms") {
  JointGroup group;
  group.kind = JointGroup::Kind::lognormal;
  group.covariance = {0.04, 0.01, 0.01, 0.09};
  const std::vector<double> before{2, 3};
  std::vector<double> after{2 * std::exp(0.2), 0};
  follow_moves(group, before, after, {true, false});
  CHECK(after[1] == doctest::Approx(3 * std::exp(0.05)));
}
