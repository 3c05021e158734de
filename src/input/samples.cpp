#include "input/samples.h"

#include "input/csv.h"
#include "input/limits.h"
#include "input/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cea::input {

namespace {

constexpr std::array<std::string_view, 3> kIndexColumns = {"sim", "sample", "iteration"};

/// Where each column of the file goes; nothing for those left out.
using Targets = std::vector<std::optional<std::size_t>>;

Targets choose_columns(const CsvReader& csv, SampleInputs& samples,
                       const std::function<SampleColumn(const std::string&, const Span&)>& judge,
                       Diagnostics& diagnostics) {
  Targets targets(csv.header().size());
  for (std::size_t c = 0; c < targets.size(); ++c) {
    const std::string& name = csv.header()[c];
    if (is_index_column(name)) continue;
    // R's write.csv puts row numbers into a first column without a name.
    if (name.empty() && c == 0) continue;
    if (name.empty()) {
      diagnostics.error(csv.header_span(c), "a column without a name");
    } else if (judge(name, csv.header_span(c)) == SampleColumn::take) {
      targets[c] = samples.columns.size();
      samples.columns.push_back(name);
      samples.column_spans.push_back(csv.header_span(c));
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

bool is_index_column(const std::string& name) {
  return std::find(kIndexColumns.begin(), kIndexColumns.end(), name) != kIndexColumns.end();
}

std::optional<SampleInputs>
read_sample_rows(const std::shared_ptr<const SourceFile>& source,
                 const std::function<SampleColumn(const std::string&, const Span&)>& judge,
                 Diagnostics& diagnostics) {
  Diagnostics found;
  CsvReader csv(source, found);
  SampleInputs samples;
  samples.file = source->name;
  samples.span = {source, 1, 1};
  bool refused = false;
  const auto checked = [&](const std::string& name, const Span& at) {
    const SampleColumn verdict = judge(name, at);
    refused = refused || verdict == SampleColumn::refuse;
    return verdict;
  };
  const Targets targets = choose_columns(csv, samples, checked, found);
  std::vector<CsvCell> row;
  std::size_t rows = 0;
  while (rows <= kMostSampleRows && found.error_count() < Diagnostics::kMostErrors && csv.next(row)) {
    if (++rows <= kMostSampleRows)
      take_row(csv, row, targets, samples);
    else
      found.error(csv.span(row[0]), fmt::format("more than {} samples", kMostSampleRows));
  }
  if (!found.has_errors() && !refused && samples.columns.empty())
    found.error({source, 1, 1}, "no column holds samples");
  if (!found.has_errors() && rows == 0) found.error({source, 1, 1}, "the file has no samples");
  forward(found, diagnostics);
  return found.has_errors() || refused ? std::nullopt : std::optional(std::move(samples));
}

} // namespace cea::input
