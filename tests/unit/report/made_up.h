#pragma once

#include "analysis/frontier.h"
#include "analysis/psa_summary.h"
#include "analysis/results.h"
#include "report/document.h"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace cea::made_up {

inline StrategyTotals strategy(std::string id, std::string label, double cost, double qaly) {
  StrategyTotals s;
  s.id = std::move(id);
  s.label = std::move(label);
  s.comparator = "usual_care";
  s.cost = cost;
  s.effects = {{"qaly", qaly}, {"life_years", 22.5}};
  s.undiscounted_cost = 2 * cost;
  s.undiscounted_effects = {{"qaly", 1.5 * qaly}, {"life_years", 33.75}};
  s.cost_by_category = {{"state", 120'000}, {"drug", cost - 120'000}};
  s.cost_by_state = {{"active", cost - 50'000}, {"remission", 50'000}};
  s.effect_by_state = {{"active", qaly - 12}, {"remission", 12}};
  return s;
}

/// Four strategies: a reference, one on the frontier, one extendedly and one strictly dominated, and all
/// kinds of pairwise results.
inline BaseCase base_case() {
  BaseCase b;
  b.effect = "qaly";
  b.thresholds = {100'000, 50'000};
  b.strategies = {strategy("usual_care", "Usual care", 151'580.4, 20.711),
                  strategy("course", "Course of therapy", 178'000, 20.8),
                  strategy("drug", "Drug", 284'805, 22.6),
                  strategy("stop", "Stopping early, with a longer label than is good", 141'580.4, 20.611),
                  strategy("worse", "Worse", 290'000, 20.1)};
  fill_decision(b, std::vector<std::size_t>{0, 0, 0, 0, 0});
  return b;
}

/// Sixteen samples whose moments are known without a random generator.
inline PsaSamples samples() {
  PsaSamples p;
  p.strategies = {"usual_care", "course", "drug", "stop", "worse"};
  p.comparators = {0, 0, 0, 0, 0};
  const BaseCase b = base_case();
  for (std::size_t s = 0; s < 5; ++s) {
    p.costs.emplace_back();
    p.effects.emplace_back();
    for (int i = 0; i < 16; ++i) {
      p.costs[s].push_back(b.strategies[s].cost + 1000.0 * ((i * 7 + static_cast<int>(s)) % 16 - 7.5));
      p.effects[s].push_back(b.strategies[s].effects[0].second +
                             0.25 * ((i * 5 + 3 * static_cast<int>(s)) % 16 - 7.5));
    }
  }
  return p;
}

inline Results results() {
  Results r;
  r.file = "scenarios/ra.yaml";
  r.sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  r.title = "A course of therapy and a drug for a relapsing disease";
  r.question = "Does the course give value, alone or on top of the drug?";
  r.currency = "USD";
  r.country = "US";
  r.price_year = 2023;
  r.version = "0.1.0";
  r.settings_note = "cycles of 6 months, 45 years, life-table correction, costs and effects discounted at 3%";
  r.base_case = base_case();
  const std::vector<std::string> labels = {"Usual care", "Course of therapy", "Drug",
                                           "Stopping early, with a longer label than is good", "Worse"};
  r.psa = summarise(samples(), "qaly", labels, {100'000, 50'000}, {}, 1);
  r.psa->seed = 1;
  ScenarioResult biosimilar{"biosimilar", "Biosimilar price", base_case()};
  biosimilar.base_case.strategies[2].cost = 184'805;
  fill_decision(biosimilar.base_case, std::vector<std::size_t>{0, 0, 0, 0, 0});
  r.scenarios = {biosimilar};
  ParameterSummary assumed, read;
  assumed.name = "half_life";
  assumed.label = "Half-life of the effect";
  assumed.unit = "years";
  assumed.quality = "A";
  assumed.note = "no trial followed decay";
  assumed.value = 1;
  read.name = "smr";
  read.quality = "P";
  read.value = 1.5;
  r.parameters = {assumed, read};
  auto file = std::make_shared<SourceFile>();
  file->name = "scenarios/ra.yaml";
  Diagnostic unused;
  unused.severity = Severity::warning;
  unused.span = {file, 12, 3};
  unused.message = "nobody uses parameter 'smr'";
  r.warnings.push_back(unused);
  return r;
}

/// A report on these results, of a scenario whose file has this text.
inline report::Document document_of(const Results& r, const std::string& listing = "a: 1\nb: 2\n",
                                    report::Audience audience = report::Audience::document) {
  auto file = std::make_shared<SourceFile>();
  file->name = "scenario.yaml";
  file->text = listing;
  return report::make_document({r, {file}, "cea report scenario.yaml -o report"}, audience);
}

inline report::Document document_of(const Results& r, report::Audience audience) {
  return document_of(r, "a: 1\nb: 2\n", audience);
}

} // namespace cea::made_up
