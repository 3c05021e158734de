#include "analysis/bridge.h"

#include "analysis/base_case.h"
#include "analysis/frontier.h"

#include <algorithm>

namespace cea {

namespace {

class BridgeMaker {
public:
  BridgeMaker(const BuildWith& build, const std::vector<bool>& counts, const std::string& strategy,
              const std::string& comparator, const std::vector<double>& thresholds)
      : build_(build), counts_(counts), strategy_(strategy), comparator_(comparator),
        thresholds_(thresholds) {}

  Bridge run() {
    Bridge bridge;
    bridge.first = required(std::vector<bool>(counts_.size(), false));
    bridge.second = required(std::vector<bool>(counts_.size(), true));
    std::vector<bool> made(counts_.size(), false);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (!counts_[i]) continue;
      made[i] = true;
      open.push_back(i);
      if (auto after = point(made)) {
        bridge.steps.push_back({open, *std::move(after), alone(open)});
        open.clear();
      }
    }
    if (!open.empty()) bridge.steps.push_back({open, bridge.second, alone(open)});
    return bridge;
  }

private:
  [[nodiscard]] std::optional<BridgePoint> alone(const std::vector<std::size_t>& changes) {
    std::vector<bool> made(counts_.size(), false);
    for (const std::size_t i : changes)
      made[i] = true;
    return point(made);
  }

  BridgePoint required(const std::vector<bool>& made) {
    Diagnostics problems;
    auto found = try_point(made, problems);
    if (!found) throw InputError(std::move(problems));
    return *std::move(found);
  }

  std::optional<BridgePoint> point(const std::vector<bool>& made) {
    Diagnostics ignored;
    return try_point(made, ignored);
  }

  std::optional<BridgePoint> try_point(const std::vector<bool>& made, Diagnostics& problems) {
    const auto scenario = build_(made, problems);
    if (!scenario) return std::nullopt;
    const auto s = index_of(*scenario, strategy_), c = index_of(*scenario, comparator_);
    if (!s || !c) return std::nullopt;
    const auto model = compile(scenario, {.detail = Detail::totals}, problems);
    if (!model) return std::nullopt;
    const SingleRun run = simulate_once(*model, model->base_values);
    if (!run.valid) return std::nullopt;
    return between(*model, run, *s, *c);
  }

  [[nodiscard]] static std::optional<std::size_t> index_of(const Scenario& scenario, const std::string& id) {
    for (std::size_t s = 0; s < scenario.strategies.size(); ++s)
      if (scenario.strategies[s].id == id) return s;
    return std::nullopt;
  }

  [[nodiscard]] BridgePoint between(const CompiledModel& model, const SingleRun& run, std::size_t s,
                                    std::size_t c) const {
    std::vector<double> costs(model.scenario->strategies.size(), 0.0), effects = costs;
    for (std::size_t o = 0; o < model.outputs.size(); ++o)
      (model.outputs[o].outcome == Outcome::cost
           ? costs
           : effects)[static_cast<std::size_t>(model.outputs[o].strategy)] += run.outputs[o];
    BridgePoint point;
    point.delta_cost = costs[s] - costs[c];
    point.delta_effect = effects[s] - effects[c];
    point.quadrant = quadrant_of(costs[c], effects[c], costs[s], effects[s]);
    point.icer = icer_in(point.quadrant, point.delta_cost, point.delta_effect);
    for (const double wtp : thresholds_)
      point.inmb.push_back(wtp * point.delta_effect - point.delta_cost);
    return point;
  }

  const BuildWith& build_;
  const std::vector<bool>& counts_;
  const std::string &strategy_, &comparator_;
  const std::vector<double>& thresholds_;
};

} // namespace

Bridge bridge_between(const BuildWith& build, const std::vector<bool>& counts, const std::string& strategy,
                      const std::string& comparator, const std::vector<double>& thresholds) {
  return BridgeMaker(build, counts, strategy, comparator, thresholds).run();
}

} // namespace cea
