#pragma once

#include "analysis/results.h"
#include "support/source.h"

#include <memory>
#include <vector>

namespace cea::report {

/// The files' texts without the numbers of confidential parameters: on the lines that define such a
/// parameter, and on all that name it, every digit is a black square.
std::vector<std::shared_ptr<const SourceFile>>
without_confidential(const std::vector<std::shared_ptr<const SourceFile>>& files,
                     const std::vector<ParameterSummary>& parameters);

/// Takes the values of confidential parameters out of what would show them: `--set` and what the engine saw.
void hide_confidential(Results& results);

} // namespace cea::report
