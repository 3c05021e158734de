#pragma once

#include "formula/resolver.h"

#include <vector>

namespace cea {

/// Everything that the names of parameters may mean: the file's definitions lowest, then `overrides` (a
/// scenario's `set`, then `--set`), then `set`, a strategy's own, where there is one. Reports settings of
/// parameters that aren't defined.
formula::Resolver::Definitions definitions_of(const Scenario& scenario,
                                              const std::vector<SetEntry>& overrides,
                                              const std::vector<SetEntry>* set, Diagnostics& diagnostics);

} // namespace cea
