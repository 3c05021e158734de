#include "analysis/best_strategy.h"

#include "analysis/root.h"
#include "support/equality.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cea {

namespace {

/// Net benefits are sums of many terms: their last bits are rounding.
constexpr double kRounding = 1e-15;

struct Search {
  LinePiece piece;
  std::size_t before, after;
  RootSearch root;
};

double lead(const std::vector<double>& benefits, std::size_t a, std::size_t b) {
  return benefits[a] - benefits[b];
}

void start(LinePiece piece, std::vector<Search>& searches) {
  if (piece.benefits_from.empty() || piece.benefits_to.empty()) return;
  const std::size_t a = best_strategy(piece.benefits_from), b = best_strategy(piece.benefits_to);
  if (a == b) return;
  // Of strategies that are equal but for rounding the first is best, whatever the sign of the rounding.
  const RootSearch root(piece.from, std::max(0.0, lead(piece.benefits_from, a, b)), piece.to,
                        std::min(0.0, lead(piece.benefits_to, a, b)));
  searches.push_back({std::move(piece), a, b, root});
}

/// One more point for every search that isn't done.
bool step(std::vector<Search>& searches, const NetBenefits& evaluate) {
  std::vector<LinePoint> points;
  std::vector<Search*> open;
  for (Search& s : searches) {
    if (s.root.done()) continue;
    points.push_back({s.piece.line, s.root.next()});
    open.push_back(&s);
  }
  if (open.empty()) return false;
  const auto found = evaluate(points);
  for (std::size_t i = 0; i < open.size(); ++i) {
    Search& s = *open[i];
    // Where the model has no result, the side of the first strategy is left for the other.
    const double scale = found[i].empty() ? 0 : std::abs(found[i][s.before]) + std::abs(found[i][s.after]);
    s.root.update(found[i].empty() ? -1.0 : lead(found[i], s.before, s.after), kRounding * scale);
  }
  return true;
}

std::vector<std::vector<double>> benefits_at_roots(const std::vector<Search>& searches,
                                                   const NetBenefits& evaluate) {
  std::vector<LinePoint> points;
  for (const Search& s : searches)
    points.push_back({s.piece.line, s.root.root()});
  return evaluate(points);
}

} // namespace

std::size_t best_strategy(std::span<const double> net_benefits) {
  std::size_t best = 0;
  for (std::size_t s = 1; s < net_benefits.size(); ++s)
    if (net_benefits[s] > net_benefits[best] && !same_amount(net_benefits[s], net_benefits[best])) best = s;
  return best;
}

std::vector<BestSwitch> find_switches(std::vector<LinePiece> pieces, const NetBenefits& evaluate) {
  constexpr int kMostSplits = 60; // a function that jumps could be split for ever
  std::vector<BestSwitch> switches;
  for (int round = 0; !pieces.empty(); ++round) {
    std::vector<Search> searches;
    for (LinePiece& piece : pieces)
      start(std::move(piece), searches);
    pieces.clear();
    while (step(searches, evaluate)) {
    }
    const auto there = benefits_at_roots(searches, evaluate);
    for (std::size_t i = 0; i < searches.size(); ++i) {
      Search& s = searches[i];
      const double x = s.root.root();
      const std::size_t best = there[i].empty() ? s.before : best_strategy(there[i]);
      const bool third =
          round < kMostSplits && best != s.before && best != s.after && x != s.piece.from && x != s.piece.to;
      if (!third) {
        switches.push_back({s.piece.line, x, s.before, s.after});
        continue;
      }
      pieces.push_back({s.piece.line, s.piece.from, x, std::move(s.piece.benefits_from), there[i]});
      pieces.push_back({s.piece.line, x, s.piece.to, there[i], std::move(s.piece.benefits_to)});
    }
  }
  std::sort(switches.begin(), switches.end(), [](const BestSwitch& a, const BestSwitch& b) {
    return std::pair(a.line, a.x) < std::pair(b.line, b.x);
  });
  return switches;
}

} // namespace cea
