#pragma once

#include "model/scenario.h"
#include "support/diagnostics.h"
#include "support/source.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cea::input {

/// Whether a column numbers the rows: `sim`, `sample` or `iteration`.
bool is_index_column(const std::string& name);

enum class SampleColumn { take, skip, refuse };

/// Reads samples: a header, then a row of numbers a sample. The columns `sim`, `sample` and `iteration` are
/// an index and left out, whatever stands in them. `judge` may skip a column or refuse it, reporting why.
/// Nothing after an error.
std::optional<SampleInputs>
read_sample_rows(const std::shared_ptr<const SourceFile>& source,
                 const std::function<SampleColumn(const std::string&, const Span&)>& judge,
                 Diagnostics& diagnostics);

} // namespace cea::input
