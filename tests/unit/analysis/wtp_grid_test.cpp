#include "analysis/wtp_grid.h"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace cea;
using Values = std::vector<double>;

TEST_CASE("the default grid goes to twice the largest threshold in 100 steps") {
  const Values grid = wtp_grid({}, Values{100'000, 50'000, 150'000});
  REQUIRE(grid.size() == 103); // 50,000 and 100,000 aren't multiples of 3,000
  CHECK(grid.front() == 0);
  CHECK(grid[1] == 3000);
  CHECK(grid[17] == 50'000);
  CHECK(grid[18] == 51'000);
  CHECK(grid.back() == 300'000);
}

TEST_CASE("thresholds are merged into a given grid") {
  CHECK(wtp_grid(Values{0, 10, 20}, Values{15, 10, 30, 15}) == Values{0, 10, 15, 20, 30});
}

TEST_CASE("a grid point that differs from a threshold by rounding gives way to it") {
  CHECK(wtp_grid(Values{0.1 * 3, 0.6}, Values{0.3}) == Values{0.3, 0.6});
  CHECK(wtp_grid(Values{0.6, 0.2 * 3}, Values{0.3}).size() == 2);
}

TEST_CASE("grids without thresholds") {
  CHECK(wtp_grid({}, {}).empty());
  CHECK(wtp_grid(Values{20, 0}, {}) == Values{0, 20});
  CHECK(wtp_grid({}, Values{0}) == Values{0});
}

TEST_CASE("grid_index finds a threshold") {
  CHECK(grid_index(Values{0, 10, 20}, 10) == 1);
  CHECK_THROWS_AS(static_cast<void>(grid_index(Values{0, 10, 20}, 15)), std::logic_error);
}
