#pragma once

#include "support/diagnostics.h"
#include "support/source.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cea::input {

struct CsvCell {
  std::string_view text; ///< trimmed where it wasn't quoted; lives as long as the row isn't read again
  int line = 0, column = 0;
};

/// Reads comma-separated values (RFC 4180: quotes, doubled quotes, line ends within quotes; also bare line
/// feeds) row by row. Empty lines are skipped. The first row is the header; every other must be as long.
class CsvReader {
public:
  CsvReader(std::shared_ptr<const SourceFile> source, Diagnostics& diagnostics);

  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
  /// False where the header shows that the file can't be read as a table; that was reported.
  [[nodiscard]] bool usable() const { return usable_; }
  /// Rows that were reported and skipped.
  [[nodiscard]] std::size_t bad_rows() const { return bad_rows_; }
  [[nodiscard]] Span header_span(std::size_t column) const;
  /// The next row, or false at the end. Rows with a problem are reported and skipped.
  bool next(std::vector<CsvCell>& row);
  [[nodiscard]] Span span(const CsvCell& cell) const { return {source_, cell.line, cell.column}; }
  /// A strictly decimal, finite number; reports anything else.
  std::optional<double> number(const CsvCell& cell);

private:
  void read_header();
  void check_header();
  bool read_row(std::vector<CsvCell>& row);
  bool read_cell(std::vector<CsvCell>& row);
  CsvCell quoted_cell();
  CsvCell plain_cell();
  bool end_of_row();
  [[nodiscard]] bool at_end() const { return at_ >= source_->text.size(); }
  [[nodiscard]] int column() const { return static_cast<int>(at_ - line_start_) + 1; }

  std::shared_ptr<const SourceFile> source_;
  Diagnostics* diagnostics_;
  std::size_t at_ = 0, line_start_ = 0;
  int line_ = 1;
  std::size_t bad_rows_ = 0;
  bool usable_ = true, broken_row_ = false;
  std::vector<std::string> header_;
  std::vector<Span> header_spans_;
  std::deque<std::string> unquoted_;
};

} // namespace cea::input
