#include "bench/cases.h"

#include "bench/kernels.h"
#include "support/processor.h"

#include <cmath>
#include <fmt/format.h>
#include <stdexcept>

namespace cea::bench {

namespace {

constexpr std::size_t kSamples = 20'000;

std::unique_ptr<Case> make_case(const std::string& name, const std::string& label,
                                std::shared_ptr<const Scenario> scenario) {
  auto c = std::make_unique<Case>();
  c->name = name;
  c->label = label;
  c->prepared = prepare(compile_or_throw(std::move(scenario)), kSamples);
  c->results.assign(2 * c->prepared.model->scenario->strategies.size(), std::vector<double>(kSamples));
  return c;
}

std::shared_ptr<const Scenario> with_moves_at_end(const Scenario& original) {
  auto scenario = std::make_shared<Scenario>(original);
  scenario->cost_discounting.at = CycleDate::end;
  scenario->effect_discounting.at = CycleDate::end;
  return scenario;
}

#ifdef CEA_HAVE_X86_KERNELS

std::vector<Outcomes> outcomes_of(Case& c) {
  std::vector<Outcomes> out;
  for (std::size_t s = 0; s + 1 < c.results.size(); s += 2)
    out.push_back({c.results[s].data(), c.results[s + 1].data()});
  return out;
}

/// The tutorial's weights times discount factors at 3 %.
std::vector<double> sick_sicker_weights() {
  std::vector<double> weights;
  for (int k = 0; k <= kSickSickerCycles; ++k) {
    const bool end = k == 0 || k == kSickSickerCycles;
    weights.push_back((end ? 1.0 / 3 : k % 2 == 1 ? 2.0 / 3 : 4.0 / 3) * std::pow(1.03, -k));
  }
  return weights;
}

/// Rates of every fifth age, interpolated on their logarithms to each single year from 25 on.
std::vector<double> life_table_rates() {
  constexpr double kEveryFifth[] = {0.001014, 0.001167, 0.00142,  0.001747, 0.002559, 0.004085,
                                    0.006253, 0.008974, 0.012667, 0.018758, 0.029707, 0.048727,
                                    0.08219,  0.137872, 0.243752, 0.367247};
  std::vector<double> rates;
  for (int k = 0; k < kSickSickerCycles; ++k)
    rates.push_back(kEveryFifth[k / 5] *
                    std::pow(kEveryFifth[k / 5 + 1] / kEveryFifth[k / 5], (k % 5) / 5.0));
  return rates;
}

SickSickerColumns sick_sicker_columns(const Prepared& p, bool by_age) {
  const auto at = [&](const char* name) { return p.column(name); };
  return {.r_HD = by_age ? nullptr : at("r_HD"),
          .r_HS1 = at("r_HS1"),
          .r_S1H = at("r_S1H"),
          .r_S1S2 = at("r_S1S2"),
          .hr_S1 = at("hr_S1"),
          .hr_S2 = at("hr_S2"),
          .hr_S1S2_trtB = at("hr_S1S2_trtB"),
          .c_H = at("c_H"),
          .c_S1 = at("c_S1"),
          .c_S2 = at("c_S2"),
          .c_trtA = at("c_trtA"),
          .c_trtB = at("c_trtB"),
          .u_H = at("u_H"),
          .u_S1 = at("u_S1"),
          .u_S2 = at("u_S2"),
          .u_trtA = at("u_trtA"),
          .du_HS1 = by_age ? at("du_HS1") : nullptr,
          .ic_HS1 = by_age ? at("ic_HS1") : nullptr,
          .ic_D = by_age ? at("ic_D") : nullptr};
}

HivColumns hiv_columns(const Prepared& p) {
  const auto at = [&](const char* name) { return p.column(name); };
  return {.pAB = at("pAB"),
          .pAC = at("pAC"),
          .pAD = at("pAD"),
          .pBC = at("pBC"),
          .pBD = at("pBD"),
          .pCD = at("pCD"),
          .rr = at("rr"),
          .dmed_A = at("dmed_A"),
          .dmed_B = at("dmed_B"),
          .dmed_C = at("dmed_C"),
          .cmed_A = at("cmed_A"),
          .cmed_B = at("cmed_B"),
          .cmed_C = at("cmed_C")};
}

void add_sick_sicker_kernels(Case& c) {
  c.weights = sick_sicker_weights();
  const auto add = [&](const char* label, double limit, auto kernel) {
    c.kernels.push_back(
        {label, limit, [&c, kernel, in = sick_sicker_columns(c.prepared, false), out = outcomes_of(c)] {
           kernel(in, c.weights.data(), out.data(), static_cast<long>(kSamples));
         }});
  };
  add("a loop a strategy", 1.0, sick_sicker);
  add("a loop a strategy, amounts outside", 0, sick_sicker_hoisted);
  add("two loops, amounts outside", 0, sick_sicker_merged);
}

void add_by_age_kernels(Case& c) {
  c.weights = sick_sicker_weights();
  c.rates = life_table_rates();
  const auto add = [&](const char* label, double limit, auto kernel) {
    c.kernels.push_back(
        {label, limit, [&c, kernel, in = sick_sicker_columns(c.prepared, true), out = outcomes_of(c)] {
           kernel(in, c.rates.data(), c.weights.data(), out.data(), static_cast<long>(kSamples));
         }});
  };
  add("a loop a strategy", 1.3, sick_sicker_by_age);
  add("two loops, amounts outside", 0, sick_sicker_by_age_merged);
}

void add_hiv_kernel(Case& c) {
  for (int k = 0; k < kHivCycles; ++k)
    c.weights.push_back(std::pow(1.06, -(k + 1)));
  c.kernels.push_back({"a loop a strategy", 1.3, [&c, in = hiv_columns(c.prepared), out = outcomes_of(c)] {
                         hiv(in, c.weights.data(), out.data(), static_cast<long>(kSamples));
                       }});
}

void check_agreement(Case& c) {
  const SimulationResult& engine = run_model(c.prepared);
  for (const Specialised& kernel : c.kernels) {
    for (auto& column : c.results)
      column.assign(column.size(), 0);
    kernel.run();
    for (std::size_t r = 0; r < c.results.size(); ++r) {
      const auto& expected = engine.outputs[c.prepared.channel(static_cast<int>(r / 2), r % 2 == 0)];
      for (std::size_t i = 0; i < kSamples; ++i)
        if (!engine.valid[i] || !(std::abs(c.results[r][i] - expected[i]) <= 1e-9 * std::abs(expected[i])))
          throw std::runtime_error(fmt::format(
              "{}, {}: strategy {}, {}, sample {}: kernel {:.17g}, engine {:.17g}", c.label, kernel.label,
              r / 2, r % 2 == 0 ? "cost" : "effect", i, c.results[r][i], expected[i]));
    }
  }
}

#endif

} // namespace

std::vector<std::unique_ptr<Case>> make_cases() {
  std::vector<std::unique_ptr<Case>> cases;
  cases.push_back(make_case("sick_sicker", "Sick-Sicker, 4 strategies, 75 cycles",
                            read_repository_scenario("sick_sicker.yaml")));
  // The kernel dates a move at the end of its cycle, as the tutorial does; so must the scenario.
  cases.push_back(make_case("sick_sicker_by_age", "Sick-Sicker with life table and moves, 75 cycles",
                            with_moves_at_end(*read_repository_scenario("sick_sicker_by_age.yaml"))));
  cases.push_back(make_case("hiv_lamivudine", "HIV, 2 strategies, 20 cycles",
                            read_repository_scenario("hiv_lamivudine.yaml")));
#ifdef CEA_HAVE_X86_KERNELS
  if (has_avx2()) {
    add_sick_sicker_kernels(*cases[0]);
    add_by_age_kernels(*cases[1]);
    add_hiv_kernel(*cases[2]);
  }
  for (const auto& c : cases)
    check_agreement(*c);
#endif
  return cases;
}

} // namespace cea::bench
