#include "input/samples.h"

#include "input/csv.h"
#include "input/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cea::input {

namespace {

constexpr std::array<std::string_view, 3> kIndexColumns = {"sim", "sample", "iteration"};

/// Where each column of the file goes; nothing for those left out.
using Targets = std::vector<std::optional<std::size_t>>;

Targets choose_columns(const CsvReader& csv, SampleInputs& samples,
                       const std::function<bool(const std::string&, const Span&)>& accepts,
                       Diagnostics& diagnostics) {
  Targets targets(csv.header().size());
  for (std::size_t c = 0; c < targets.size(); ++c) {
    const std::string& name = csv.header()[c];
    if (std::find(kIndexColumns.begin(), kIndexColumns.end(), name) != kIndexColumns.end()) continue;
    // R's write.csv puts row numbers into a first column without a name.
    if (name.empty() && c == 0) continue;
    if (name.empty()) {
      diagnostics.error(csv.header_span(c), "a column without a name");
    } else if (accepts(name, csv.header_span(c))) {
      targets[c] = samples.columns.size();
      samples.columns.push_back(name);
    }
  }
  samples.values.resize(samples.columns.size());
  return targets;
}

void take_row(CsvReader& csv, const std::vector<CsvCell>& row, const Targets& targets,
              SampleInputs& samples) {
  for (std::size_t c = 0; c < row.size(); ++c)
    if (targets[c]) samples.values[*targets[c]].push_back(csv.number(row[c]).value_or(0));
}

} // namespace

std::optional<SampleInputs>
read_sample_rows(const std::shared_ptr<const SourceFile>& source,
                 const std::function<bool(const std::string&, const Span&)>& accepts,
                 Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.error_count();
  CsvReader csv(source, diagnostics);
  SampleInputs samples;
  samples.file = source->name;
  const Targets targets = choose_columns(csv, samples, accepts, diagnostics);
  if (samples.columns.empty() && diagnostics.error_count() == before)
    diagnostics.error({source, 1, 1}, "no column holds samples");
  std::vector<CsvCell> row;
  std::size_t rows = 0;
  while (csv.next(row) && diagnostics.error_count() < before + Diagnostics::kMostErrors) {
    if (++rows > kMostSampleRows) {
      diagnostics.error(csv.span(row[0]), fmt::format("more than {} samples", kMostSampleRows));
      break;
    }
    take_row(csv, row, targets, samples);
  }
  if (rows == 0 && diagnostics.error_count() == before)
    diagnostics.error({source, 1, 1}, "the file has no samples");
  return diagnostics.error_count() == before ? std::optional(std::move(samples)) : std::nullopt;
}

} // namespace cea::input
