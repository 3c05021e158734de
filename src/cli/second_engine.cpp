#include "cli/second_engine.h"

#include "oracle/oracle.h"

#include <algorithm>

namespace cea::cli {

namespace {

/// What the slow engine doesn't know; it would otherwise run without it.
std::string lacking(const Scenario& s) {
  if (s.partitioned && s.partitioned->clamp) return "crossing curves that are held";
  if (!s.subgroups.empty()) return "subgroups";
  if (std::any_of(s.tables.begin(), s.tables.end(), [](const Table& t) { return !t.second_keys.empty(); }))
    return "tables with two keys";
  return {};
}

std::vector<oracle::StrategyRun> run_oracle(const Scenario& scenario,
                                            const std::vector<SetEntry>& overrides) {
  try {
    return oracle::run(scenario, overrides);
  } catch (const oracle::Unsupported& e) {
    throw SecondEngineLacks(std::string("the second engine doesn't know what is asked for: ") + e.what());
  }
}

NamedAmounts effects_of(const oracle::Totals& totals) {
  NamedAmounts effects{{"qaly", totals.qaly}, {"life_years", totals.life_years}};
  effects.insert(effects.end(), totals.further.begin(), totals.further.end());
  return effects;
}

} // namespace

VerifiedRun run_second_engine(const std::shared_ptr<const Scenario>& scenario,
                              const std::vector<SetEntry>& overrides) {
  if (const std::string what = lacking(*scenario); !what.empty())
    throw SecondEngineLacks("the second engine doesn't know " + what);
  VerifiedRun result;
  for (const oracle::StrategyRun& run : run_oracle(*scenario, overrides)) {
    StrategyTotals totals;
    totals.id = run.id;
    totals.cost = run.totals.cost;
    totals.effects = effects_of(run.totals);
    result.totals.push_back(std::move(totals));
    result.trace.rows.push_back(run.trace);
  }
  return result;
}

} // namespace cea::cli
