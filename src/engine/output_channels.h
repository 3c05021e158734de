#pragma once

#include "engine/compile.h"

#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace cea {

/// The outputs of a model while it is compiled: each is made when something first feeds it.
class OutputChannels {
public:
  OutputChannels(const Scenario& scenario, const CompileOptions& options, std::vector<OutputChannel>& outputs)
      : scenario_(scenario), options_(options), outputs_(outputs) {}

  int of(const OutputChannel& channel);
  /// Outputs that a term feeds, and whether each is discounted: with Detail::totals only what ICERs use.
  std::vector<std::pair<int, bool>> fed_by(const OutputChannel& whole);

private:
  const Scenario& scenario_;
  const CompileOptions& options_;
  std::vector<OutputChannel>& outputs_;
  std::map<std::tuple<int, Outcome, bool, int, StateIndex, int, int>, int> known_;
};

} // namespace cea
