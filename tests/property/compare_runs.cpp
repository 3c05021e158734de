#include "property/compare_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

namespace cea::property {

namespace {

class Comparison {
public:
  explicit Comparison(double tolerance) : tolerance_(tolerance) {}

  void number(const std::string& what, double got, double want) {
    // Written so that NaN never agrees.
    if (std::abs(got - want) <= tolerance_ * std::max({1.0, std::abs(got), std::abs(want)})) return;
    found_.push_back(fmt::format("{}: got {:.17g}, want {:.17g}", what, got, want));
  }

  void map(const std::string& what, const std::map<std::string, double>& got,
           const std::map<std::string, double>& want) {
    std::set<std::string> keys;
    for (const auto* m : {&got, &want})
      for (const auto& [key, value] : *m)
        keys.insert(key);
    const auto value = [](const std::map<std::string, double>& m, const std::string& key) {
      const auto found = m.find(key);
      return found == m.end() ? 0.0 : found->second;
    };
    for (const std::string& key : keys)
      number(what + " " + key, value(got, key), value(want, key));
  }

  void same(const std::string& what, const std::string& got, const std::string& want) {
    if (got != want) found_.push_back(fmt::format("{}: got {}, want {}", what, got, want));
  }

  [[nodiscard]] const std::vector<std::string>& found() const { return found_; }

private:
  double tolerance_;
  std::vector<std::string> found_;
};

void compare_trace(Comparison& c, const oracle::StrategyRun& got, const oracle::StrategyRun& want) {
  c.same(want.id + " rows", std::to_string(got.trace.size()), std::to_string(want.trace.size()));
  for (std::size_t row = 0; row < std::min(got.trace.size(), want.trace.size()); ++row) {
    c.same(want.id + " states", std::to_string(got.trace[row].size()),
           std::to_string(want.trace[row].size()));
    for (std::size_t s = 0; s < std::min(got.trace[row].size(), want.trace[row].size()); ++s)
      c.number(fmt::format("{} row {} state {}", want.id, row, s), got.trace[row][s], want.trace[row][s]);
  }
}

void compare_run(Comparison& c, const oracle::StrategyRun& got, const oracle::StrategyRun& want) {
  const oracle::Totals &g = got.totals, &w = want.totals;
  compare_trace(c, got, want);
  c.number(want.id + " cost", g.cost, w.cost);
  c.number(want.id + " qaly", g.qaly, w.qaly);
  c.number(want.id + " life_years", g.life_years, w.life_years);
  c.number(want.id + " undiscounted cost", g.undiscounted_cost, w.undiscounted_cost);
  c.number(want.id + " undiscounted qaly", g.undiscounted_qaly, w.undiscounted_qaly);
  c.number(want.id + " undiscounted life_years", g.undiscounted_life_years, w.undiscounted_life_years);
  c.map(want.id + " cost of category", g.cost_by_category, w.cost_by_category);
  c.map(want.id + " cost of state", g.cost_by_state, w.cost_by_state);
  c.map(want.id + " effect of state", g.effect_by_state, w.effect_by_state);
  c.map(want.id, g.further, w.further);
  c.map(want.id + " undiscounted", g.undiscounted_further, w.undiscounted_further);
}

} // namespace

std::vector<std::string> differences(const std::vector<oracle::StrategyRun>& got,
                                     const std::vector<oracle::StrategyRun>& want, double tolerance) {
  Comparison c(tolerance);
  c.same("strategies", std::to_string(got.size()), std::to_string(want.size()));
  for (std::size_t i = 0; i < std::min(got.size(), want.size()); ++i) {
    c.same("strategy", got[i].id, want[i].id);
    compare_run(c, got[i], want[i]);
  }
  return c.found();
}

int model_count(int usual, [[maybe_unused]] int under_sanitizers) {
  if (const char* asked = std::getenv("CEA_MODELS")) return std::atoi(asked);
#ifdef __SANITIZE_ADDRESS__
  return under_sanitizers;
#else
  return usual;
#endif
}

} // namespace cea::property
