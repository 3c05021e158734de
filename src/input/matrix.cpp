#include "input/csv.h"
#include "input/limits.h"
#include "input/moves.h"

#include "support/text.h"

#include <fmt/format.h>

#include <utility>

namespace cea::input {

namespace {

using Rows = std::map<StateIndex, TransitionRow>;

/// The state of each column; nothing for the first column and unknown names.
std::vector<std::optional<StateIndex>> read_columns(const CsvReader& csv, const StateSpace& space,
                                                    Context& context) {
  std::vector<std::optional<StateIndex>> columns(csv.header().size());
  std::vector<bool> present(space.size(), false);
  for (std::size_t c = 1; c < columns.size(); ++c) {
    columns[c] = space.single(csv.header()[c], csv.header_span(c), context);
    if (columns[c]) present[static_cast<std::size_t>(*columns[c])] = true;
  }
  for (std::size_t s = 0; s < present.size(); ++s)
    if (!present[s] && !csv.header().empty())
      context.diagnostics.error(csv.header_span(0), fmt::format("the matrix has no column for the state '{}'",
                                                                space.states()[s].id));
  return columns;
}

TransitionRow read_cells(CsvReader& csv, const std::vector<CsvCell>& cells,
                         const std::vector<std::optional<StateIndex>>& columns) {
  TransitionRow row;
  row.span = csv.span(cells[0]);
  for (std::size_t c = 1; c < cells.size(); ++c) {
    const auto value = csv.number(cells[c]);
    if (!value || !columns[c] || *value == 0) continue;
    TransitionEntry entry;
    entry.to = *columns[c];
    entry.probability = {std::string(cells[c].text), csv.span(cells[c])};
    entry.span = entry.probability.span;
    row.entries.push_back(std::move(entry));
  }
  return row;
}

/// A dead state may have a row that says that it keeps everybody.
bool keeps_all(const TransitionRow& row, StateIndex state) {
  return row.entries.empty() || (row.entries.size() == 1 && row.entries[0].to == state &&
                                 parse_number(row.entries[0].probability.text) == 1.0);
}

void add_row(Rows& rows, StateIndex from, TransitionRow row, const StateSpace& space, Context& context) {
  const HealthState& state = space.state(from);
  if (const auto known = rows.find(from); known != rows.end()) {
    context.diagnostics.error(row.span, fmt::format("the matrix has two rows for '{}', also in {}", state.id,
                                                    line_of(known->second.span, row.span)));
    return;
  }
  if (state.alive && !state.absorbing) {
    rows.emplace(from, std::move(row));
  } else if (!keeps_all(row, from)) {
    context.diagnostics.error(row.span, fmt::format("the matrix moves people out of '{}', which is {}",
                                                    state.id, state.alive ? "absorbing" : "dead"));
  }
}

} // namespace

Rows read_matrix(const Node& node, const StateSpace& space, Context& context) {
  Rows rows;
  const MapReader map(node, Place::matrix, "`matrix`", {"file"}, context);
  const Node* file = map.require("file", "as `matrix: {file: m.csv}`");
  if (file == nullptr) return rows;
  const auto source =
      context.files.load(read_text(*file, "`file`", context), file->span, kMostCsvBytes, context.diagnostics);
  if (!source) return rows;
  CsvReader csv(source, context.diagnostics);
  if (!csv.usable()) return rows;
  const auto columns = read_columns(csv, space, context);
  std::vector<CsvCell> cells;
  while (csv.next(cells)) {
    const auto from = space.single(std::string(cells[0].text), csv.span(cells[0]), context);
    TransitionRow row = read_cells(csv, cells, columns);
    if (from) add_row(rows, *from, std::move(row), space, context);
  }
  return rows;
}

} // namespace cea::input
