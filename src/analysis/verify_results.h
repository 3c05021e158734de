#pragma once

#include <string>
#include <vector>

namespace cea {

/// One black-box test of a model: what was changed, what should come out, and what did.
struct VerifyCheck {
  enum class Status { pass, fail, not_applicable };
  std::string id;       ///< `utilities_one`
  std::string changed;  ///< what was changed in the model; empty where nothing was
  std::string expected; ///< what should come out
  std::string observed; ///< what came out, or why the test doesn't apply
  Status status = Status::pass;
};

struct VerifyResult {
  std::vector<VerifyCheck> checks;
  std::size_t samples = 0; ///< behind the tests of the probabilistic analysis
};

} // namespace cea
