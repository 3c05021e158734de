// Continuous-time chains in the graph of formulas.
#include "formula/arithmetic.h"
#include "formula/graph.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cea::formula {

namespace {

using Rates = std::vector<Generator::Rate>;

int place_of(const std::vector<int>& states, int state) {
  return static_cast<int>(std::find(states.begin(), states.end(), state) - states.begin());
}

/// States in order of their distance from the first; `rates` by `from`, then `to`.
std::vector<int> reachable(int start, const Rates& rates) {
  std::vector<int> states{start};
  for (std::size_t i = 0; i < states.size(); ++i)
    for (const Generator::Rate& r : rates)
      if (r.from == states[i] && std::find(states.begin(), states.end(), r.to) == states.end())
        states.push_back(r.to);
  return states;
}

int longest_way(const Generator& g) {
  int longest = 0;
  for (std::size_t start = 0; start < g.states.size(); ++start) {
    std::vector<int> distance(g.states.size(), -1);
    std::vector<int> open{static_cast<int>(start)};
    distance[start] = 0;
    for (std::size_t i = 0; i < open.size(); ++i)
      for (const Generator::Rate& r : g.rates)
        if (r.from == open[i] && distance[static_cast<std::size_t>(r.to)] < 0) {
          distance[static_cast<std::size_t>(r.to)] = distance[static_cast<std::size_t>(r.from)] + 1;
          open.push_back(r.to);
        }
    longest = std::max(longest, distance[static_cast<std::size_t>(open.back())]);
  }
  return longest;
}

std::vector<std::uint64_t> key_of(const Generator& g) {
  std::vector<std::uint64_t> key;
  for (const int state : g.states)
    key.push_back(static_cast<std::uint64_t>(state));
  for (const Generator::Rate& r : g.rates)
    key.insert(key.end(), {~std::uint64_t{0}, static_cast<std::uint64_t>(r.from),
                           static_cast<std::uint64_t>(r.to), std::uint64_t{r.rate}});
  return key;
}

} // namespace

std::uint32_t Graph::add_generator(int start, const Rates& rates) {
  Rates moving;
  for (const Generator::Rate& r : rates)
    if (!is_constant(r.rate, 0)) moving.push_back(r);
  std::stable_sort(moving.begin(), moving.end(), [](const auto& x, const auto& y) {
    return std::pair(x.from, x.to) < std::pair(y.from, y.to);
  });
  Generator g;
  g.states = reachable(start, moving);
  for (const Generator::Rate& r : moving)
    if (const int from = place_of(g.states, r.from); from < static_cast<int>(g.states.size())) {
      g.rates.push_back({from, place_of(g.states, r.to), r.rate});
      g.depends |= depends(r.rate);
    }
  std::stable_sort(g.rates.begin(), g.rates.end(), [](const auto& x, const auto& y) {
    return std::pair(x.to, x.from) < std::pair(y.to, y.from);
  });
  const auto [it, is_new] = generator_of_.emplace(key_of(g), static_cast<std::uint32_t>(generators_.size()));
  if (is_new) {
    g.depth = longest_way(g);
    if (g.depends == 0) {
      std::vector<double> values;
      for (const Generator::Rate& r : g.rates)
        values.push_back(Evaluator(*this, {})(r.rate));
      math::GeneratorResult result = solve(g, values, cycle_length_);
      g.shares = std::move(result.shares);
      g.years = std::move(result.years);
    }
    generators_.push_back(std::move(g));
  }
  return it->second;
}

NodeId Graph::generator_value(NodeOp op, std::uint32_t index, int state) {
  const Generator& g = generators_[index];
  const auto place = static_cast<std::size_t>(place_of(g.states, state));
  if (place == g.states.size()) return constant(0);
  if (g.depends == 0) {
    const double result = (op == NodeOp::generator_share ? g.shares : g.years)[place];
    if (std::isfinite(result)) return constant(result);
  }
  return intern({.op = op, .a = static_cast<NodeId>(state), .payload = index, .depends = g.depends});
}

NodeId Graph::generator_share(std::uint32_t generator, int state) {
  return generator_value(NodeOp::generator_share, generator, state);
}

NodeId Graph::generator_years(std::uint32_t generator, int state) {
  return generator_value(NodeOp::generator_years, generator, state);
}

NodeId Substitution::result_of_generator(const Node& node) {
  const auto known = generators_.find(node.payload);
  std::uint32_t index = 0;
  if (known != generators_.end()) {
    index = known->second;
  } else {
    const Generator g = graph_.generator(node.payload);
    Rates rates;
    for (const Generator::Rate& r : g.rates)
      rates.push_back({g.states[static_cast<std::size_t>(r.from)], g.states[static_cast<std::size_t>(r.to)],
                       (*this)(r.rate)});
    index = graph_.add_generator(g.states.front(), rates);
    generators_.emplace(node.payload, index);
  }
  const int state = static_cast<int>(node.a);
  return node.op == NodeOp::generator_share ? graph_.generator_share(index, state)
                                            : graph_.generator_years(index, state);
}

math::GeneratorResult solve(const Generator& g, std::span<const double> rates, double cycle_length) {
  std::vector<lanes::GeneratorMove> moves;
  for (const Generator::Rate& r : g.rates)
    moves.push_back({r.from, r.to});
  return math::solve_generator({.states = static_cast<int>(g.states.size()),
                                .moves = static_cast<int>(moves.size()),
                                .move = moves.data(),
                                .depth = g.depth},
                               cycle_length, rates);
}

double Evaluator::result_of_generator(const Node& n) {
  const Generator& g = graph_.generator(n.payload);
  auto known = generators_.find(n.payload);
  if (known == generators_.end()) {
    std::vector<double> rates;
    for (const Generator::Rate& r : g.rates)
      rates.push_back((*this)(r.rate));
    known = generators_.emplace(n.payload, solve(g, rates, graph_.cycle_length())).first;
  }
  const auto at = static_cast<std::size_t>(place_of(g.states, static_cast<int>(n.a)));
  return n.op == NodeOp::generator_share ? known->second.shares[at] : known->second.years[at];
}

const std::vector<double>& CycleTable::of_generator(const Node& n) {
  const Generator& g = graph_.generator(n.payload);
  auto known = generators_.find(n.payload);
  if (known == generators_.end()) {
    std::vector<const std::vector<double>*> rates;
    for (const Generator::Rate& r : g.rates)
      rates.push_back(&(*this)(r.rate));
    GeneratorTables tables;
    tables.shares.resize(g.states.size());
    tables.years.resize(g.states.size());
    for (std::size_t t = 0; t <= static_cast<std::size_t>(last_); ++t) {
      std::vector<double> now;
      for (const auto* rate : rates)
        now.push_back((*rate)[t]);
      const math::GeneratorResult result = solve(g, now, graph_.cycle_length());
      for (std::size_t s = 0; s < g.states.size(); ++s) {
        tables.shares[s].push_back(result.shares[s]);
        tables.years[s].push_back(result.years[s]);
      }
    }
    known = generators_.emplace(n.payload, std::move(tables)).first;
  }
  const auto at = static_cast<std::size_t>(place_of(g.states, static_cast<int>(n.a)));
  return n.op == NodeOp::generator_share ? known->second.shares[at] : known->second.years[at];
}

} // namespace cea::formula
