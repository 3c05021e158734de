#pragma once

#include "formula/resolver.h"
#include "model/scenario.h"

#include <string>
#include <vector>

namespace cea {

/// Parameters whose draws go together: all that entries of `correlation:` connect. Pairs that no entry names
/// have correlation 0.
struct CopulaGroup {
  std::vector<std::string> names; ///< in the order in which the entries name them
  std::vector<double> factor;     ///< lower Cholesky factor of the correlation matrix, by rows
  Span span;                      ///< of the first entry
};

/// Resolves `correlation:`. Reports correlations outside (−1, 1), pairs named twice, matrices that aren't
/// symmetric with 1 on the diagonal, and correlations that no distribution has together, naming one that
/// would have to be another and the range of those that would do.
std::vector<CopulaGroup> resolve_copulas(const Scenario& scenario, formula::Resolver& resolver,
                                         Diagnostics& diagnostics);

} // namespace cea
