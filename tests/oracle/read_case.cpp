#include "oracle/read_case.h"

#include "input/read.h"
#include "support/diagnostics.h"

namespace cea::oracle {

ScenarioFile read_case(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto file = read_scenario_text(yaml, "case.yaml", ReadOptions{}, diagnostics);
  if (!file || diagnostics.has_errors()) throw InputError(diagnostics);
  return *file;
}

std::map<std::string, StrategyRun> run_case(const std::string& yaml,
                                            const std::map<std::string, double>& values) {
  const ScenarioFile file = read_case(yaml);
  std::map<std::string, StrategyRun> runs;
  for (StrategyRun& r : run(*file.base, {}, values))
    runs.emplace(r.id, r);
  return runs;
}

} // namespace cea::oracle
