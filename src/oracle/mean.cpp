#include "oracle/mean.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cea::oracle {

namespace {

struct Node {
  double x, weight;
};

/// Nodes and weights on [-1, 1]: roots of the Legendre polynomial by Newton's method.
std::vector<Node> gauss_legendre(int n) {
  std::vector<Node> nodes;
  for (int i = 1; i <= n; ++i) {
    double x = std::cos(std::numbers::pi * (i - 0.25) / (n + 0.5));
    double slope = 0;
    for (int iteration = 0; iteration < 20; ++iteration) {
      double p = 1, previous = 0;
      for (int k = 1; k <= n; ++k) {
        const double next = ((2 * k - 1) * x * p - (k - 1) * previous) / k;
        previous = p;
        p = next;
      }
      slope = n * (x * p - previous) / (x * x - 1);
      x -= p / slope;
    }
    nodes.push_back({x, 2 / ((1 - x * x) * slope * slope)});
  }
  return nodes;
}

double integrate_once(const SampledFunction& f, double from, double to) {
  static const std::vector<Node> kNodes = gauss_legendre(16);
  double sum = 0;
  for (const Node& node : kNodes)
    sum += node.weight * f((from + to) / 2 + (to - from) / 2 * node.x).value;
  return sum * (to - from) / 2;
}

/// An interval with its integral by halves, and how far that is from the integral in one go.
struct Piece {
  double from = 0, to = 0, integral = 0, error = 0;
};

Piece piece(const SampledFunction& f, double from, double to) {
  const double middle = (from + to) / 2;
  const double halves = integrate_once(f, from, middle) + integrate_once(f, middle, to);
  return {from, to, halves, std::abs(halves - integrate_once(f, from, to))};
}

/// Halves the worst piece until the errors are rounding, or that many times: where the function itself is
/// nearly rounding, errors never get small against it.
double integrate(const SampledFunction& f, double from, double to, double tolerance) {
  constexpr int kMostHalvings = 200;
  std::vector<Piece> pieces{piece(f, from, to)};
  for (int i = 0;; ++i) {
    double sum = 0, size = 0, error = 0;
    for (const Piece& p : pieces) {
      sum += p.integral;
      size += std::abs(p.integral);
      error += p.error;
    }
    if (error <= tolerance * size || i == kMostHalvings) return sum;
    const auto by_error = [](const Piece& a, const Piece& b) { return a.error < b.error; };
    Piece& worst = *std::max_element(pieces.begin(), pieces.end(), by_error);
    const double middle = (worst.from + worst.to) / 2;
    const Piece right = piece(f, middle, worst.to);
    worst = piece(f, worst.from, middle);
    pieces.push_back(right);
  }
}

/// Adds to `cuts` the places in (from, to) where the choices change.
void find_cuts(const SampledFunction& f, double from, double to, const std::vector<int>& at_from,
               const std::vector<int>& at_to, std::vector<double>& cuts) {
  if (at_from == at_to) return;
  const double middle = (from + to) / 2;
  if (to - from <= 1e-15 * std::max(1.0, std::abs(to)) || middle <= from || middle >= to) {
    cuts.push_back(middle);
    return;
  }
  const std::vector<int> at_middle = f(middle).choices;
  find_cuts(f, from, middle, at_from, at_middle, cuts);
  find_cuts(f, middle, to, at_middle, at_to, cuts);
}

} // namespace

double mean(const SampledFunction& f, double from, double to, double tolerance) {
  constexpr int kProbes = 16;
  std::vector<double> cuts{from};
  double a = from;
  std::vector<int> at_a = f(a).choices;
  for (int i = 1; i <= kProbes; ++i) {
    const double b = i == kProbes ? to : from + (to - from) * i / kProbes;
    const std::vector<int> at_b = f(b).choices;
    find_cuts(f, a, b, at_a, at_b, cuts);
    a = b;
    at_a = at_b;
  }
  cuts.push_back(to);
  double sum = 0;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
    sum += integrate(f, cuts[i], cuts[i + 1], tolerance);
  return sum / (to - from);
}

} // namespace cea::oracle
