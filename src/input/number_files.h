#pragma once

#include "input/reader.h"

#include <memory>
#include <string>
#include <vector>

namespace cea::input {

/// Numbers that may stand in the scenario or in a CSV file: `[0.1, 0.2]`, `{file: coefficients.csv}` or
/// `coefficients.csv`. In a file they are found by the parameters' names: a row of numbers under a header of
/// names, or a column of names beside one of numbers. One formula a name, in the order of `names`.
std::vector<FormulaText> read_vector(const Node& node, std::string_view key,
                                     const std::vector<std::string>& names, Context& context);

/// A matrix by rows, as `[[1, 0.2], [0.2, 1]]`, or from a CSV file: a header of the parameters' names and a
/// row each, in the header's order, or with the names in the first column; a file of numbers alone is taken
/// in the order of the parameters.
std::vector<FormulaText> read_matrix(const Node& node, std::string_view key,
                                     const std::vector<std::string>& names, Context& context);

/// Columns of a CSV file of samples, one a name; others are passed over. Nothing after an error.
std::vector<std::shared_ptr<const std::vector<double>>> read_columns(const std::string& file, const Span& at,
                                                                     const std::vector<std::string>& names,
                                                                     Context& context);

/// The sample of an `empirical(file=…)`: the column named, else the file's only one, else that of the
/// parameter's name. Null after an error.
std::shared_ptr<const std::vector<double>> read_sample(const std::string& file, const Span& at,
                                                       const std::string& column,
                                                       const std::string& parameter, Context& context);

} // namespace cea::input
