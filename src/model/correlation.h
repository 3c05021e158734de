#pragma once

#include "model/formula_text.h"

#include <string>
#include <vector>

namespace cea {

/// An entry of `correlation:`: parameters whose draws go together by a Gaussian copula over their own
/// distributions. The correlation is that of the normal scores; Spearman's is 6/π·asin(r/2).
struct Correlation {
  struct Member {
    std::string name;
    Span span;
  };
  std::vector<Member> between;
  std::vector<FormulaText> values; ///< one for all pairs, or a matrix by rows
  Span span;                       ///< of the value or matrix
};

} // namespace cea
