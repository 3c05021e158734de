#include "engine/output_channels.h"

#include "engine/yearly.h"

namespace cea {

int OutputChannels::of(const OutputChannel& c) {
  const auto key = std::tuple(c.strategy, c.outcome, c.discounted, c.category, c.state, c.subgroup, c.year);
  const auto [it, is_new] = known_.emplace(key, static_cast<int>(outputs_.size()));
  if (is_new) outputs_.push_back(c);
  return it->second;
}

std::vector<std::pair<int, bool>> OutputChannels::fed_by(const OutputChannel& whole) {
  if (options_.years > 0) {
    std::vector<std::pair<int, bool>> list;
    for (const OutputChannel& c : yearly_channels(whole, options_.detail))
      list.emplace_back(of(c), c.discounted);
    return list;
  }
  if (options_.detail == Detail::full) {
    OutputChannel undiscounted = whole;
    undiscounted.discounted = false;
    return {{of(whole), true}, {of(undiscounted), false}};
  }
  if (whole.outcome != Outcome::cost && whole.outcome != outcome_of(scenario_, scenario_.effect)) return {};
  return {{of({whole.strategy, whole.outcome, true, 0, 0, whole.subgroup}), true}};
}

} // namespace cea
