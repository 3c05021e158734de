// Sick-Sicker with a relative risk on every worsening: hesim-dev/rcea, "Markov cohort" (Incerti & Jansen).
// The printed figures, and digits computed from its specification by an independent script.
#include "analysis/frontier.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

using namespace cea;
using namespace cea::reference;

namespace {

constexpr Tolerance kTight{0, 1e-9};

Run result() {
  return run(load(own_scenario("c05_relative_risk.yaml")));
}

double category(const BaseCase& base, const std::string& strategy, const std::string& name) {
  return amount(totals(base, strategy).cost_by_category, name).value();
}

} // namespace

TEST_CASE("relative risk: totals") {
  const BaseCase base = result().base;
  check_totals(base,
               {{"SOC", 204123.528050969, 21.0772085479855}, {"New", 464390.385189722, 23.194115621122}},
               kTight);
  CHECK(agrees(base.pairwise.at(0).icer.value(), 122946.755878678, kTight));
}

TEST_CASE("relative risk: the figures in print") {
  const BaseCase base = result().base;
  CHECK(agrees(totals(base, "SOC").cost, 204123, {1, 0}));
  CHECK(agrees(totals(base, "New").cost, 464390, {1, 0}));
  CHECK(agrees(effect_of(base, "SOC"), 21.08, {0.005, 0}));
  CHECK(agrees(effect_of(base, "New"), 23.19, {0.005, 0}));
  CHECK(agrees(base.pairwise.at(0).icer.value(), 122946.8, {0.05, 0}));
}

TEST_CASE("relative risk: costs by category") {
  const BaseCase base = result().base;
  CHECK(agrees(category(base, "SOC", "state"), 152880.407234502, kTight));
  CHECK(agrees(category(base, "New", "state"), 139321.349335295, kTight));
  CHECK(agrees(category(base, "SOC", "treatment"), 51243.1208164671, kTight));
  CHECK(agrees(category(base, "New", "treatment"), 325069.035854427, kTight));
}

TEST_CASE("relative risk: cohort trace") {
  const Trace trace = result().trace;
  check_row(trace, "SOC", 2, {0.794104, 0.18555, 0.01575, 0.004596}, kTight);
  check_row(trace, "SOC", 10, {0.642797422935066, 0.164311164743778, 0.155207355213416, 0.0376840571077401},
            kTight);
  check_row(trace, "SOC", 85, {0.102437763029255, 0.0261850876322184, 0.282800279079445, 0.58857687025908},
            kTight);
  check_row(trace, "New", 2, {0.83158656, 0.154752, 0.01008, 0.00358144}, kTight);
  check_row(trace, "New", 10, {0.713950224512597, 0.14975719985879, 0.109659301039311, 0.0266332745893017},
            kTight);
  check_row(trace, "New", 85, {0.201590419055918, 0.0422857549567508, 0.311108798144368, 0.445015027842961},
            kTight);
  // As printed, seven to eight digits.
  check_row(trace, "SOC", 5, {0.7267385, 0.1854578, 0.0730999, 0.014703854}, {5e-8, 0});
  check_row(trace, "New", 5, {0.7771663, 0.1624533, 0.04948624, 0.01089419}, {5e-8, 0});
}
