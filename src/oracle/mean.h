#pragma once

#include <functional>
#include <vector>

namespace cea::oracle {

/// A function's value at a point, and which side of each of its switches (`if`, `min`, `floor` …) it took.
struct Sample {
  double value = 0;
  std::vector<int> choices;
};
using SampledFunction = std::function<Sample(double)>;

/// Mean of f over [from, to], to about `tolerance` in relation to its size: the interval is cut wherever the
/// choices change (by bisection down to the last digits), and each piece is integrated by Gauss-Legendre with
/// 16 nodes, the worst parts of it halved until halves and wholes agree.
double mean(const SampledFunction& f, double from, double to, double tolerance = 4e-15);

} // namespace cea::oracle
