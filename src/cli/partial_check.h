#pragma once

#include "model/scenario.h"
#include "support/diagnostics.h"

#include <vector>

namespace cea::cli {

/// Adds to the errors of reading those that compiling finds in what could be read, so that one run reports
/// problems of both kinds. What reading left out is missing then, so problems that may follow from that
/// aren't added: sums, names that the files define somewhere, places where there is an error already.
void check_what_was_read(const std::shared_ptr<const Scenario>& scenario,
                         const std::vector<SetEntry>& overrides, Diagnostics& found);

} // namespace cea::cli
