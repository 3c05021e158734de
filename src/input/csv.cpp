#include "input/csv.h"

#include "support/text.h"

#include <fmt/format.h>

#include <unordered_map>
#include <utility>

namespace cea::input {

CsvReader::CsvReader(std::shared_ptr<const SourceFile> source, Diagnostics& diagnostics)
    : source_(std::move(source)), diagnostics_(&diagnostics) {
  read_header();
}

Span CsvReader::header_span(std::size_t column) const {
  return header_spans_.at(column);
}

void CsvReader::read_header() {
  std::vector<CsvCell> row;
  if (!read_row(row)) {
    diagnostics_->error({source_, 1, 1}, "the file is empty", "it needs a header and at least one row");
    usable_ = false;
    return;
  }
  for (const CsvCell& cell : row) {
    header_.emplace_back(trim(cell.text));
    header_spans_.push_back(span(cell));
  }
  check_header();
}

void CsvReader::check_header() {
  usable_ = header_.size() > 1 || header_[0].find_first_of(";\t") == std::string::npos;
  if (!usable_)
    diagnostics_->error(header_spans_[0], "the columns aren't separated by commas",
                        "save the file as comma-separated values");
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < header_.size(); ++i)
    if (!header_[i].empty() && !seen.emplace(header_[i], i).second)
      diagnostics_->error(header_spans_[i], fmt::format("two columns are called '{}'", header_[i]));
}

bool CsvReader::next(std::vector<CsvCell>& row) {
  while (usable_ && bad_rows_ < Diagnostics::kMostErrors && read_row(row)) {
    if (row.size() == header_.size() && !broken_row_) return true;
    if (!broken_row_)
      diagnostics_->error(
          {source_, row[0].line, row[0].column},
          fmt::format("this row has {} cells, the header has {}", row.size(), header_.size()));
    ++bad_rows_;
  }
  return false;
}

std::optional<double> CsvReader::number(const CsvCell& cell) {
  const auto value = parse_number(cell.text);
  if (value) return value;
  if (trim(cell.text).empty()) {
    diagnostics_->error(span(cell), "an empty cell", "every cell needs a number");
    return std::nullopt;
  }
  diagnostics_->error(span(cell), fmt::format("'{}' isn't a number", cell.text.substr(0, 40)),
                      "numbers are decimal, as 1500, 0.25 or 1e-4, without separators and units");
  return std::nullopt;
}

bool CsvReader::read_row(std::vector<CsvCell>& row) {
  row.clear();
  unquoted_.clear();
  broken_row_ = false;
  while (!at_end() && end_of_row()) {
  }
  if (at_end()) return false;
  while (read_cell(row)) {
  }
  return true;
}

bool CsvReader::end_of_row() {
  const std::string& text = source_->text;
  std::size_t end = at_;
  if (text[end] == '\r' && end + 1 < text.size()) ++end;
  if (text[end] != '\n') return false;
  at_ = line_start_ = end + 1;
  ++line_;
  return true;
}

/// Reads one cell and the separator behind it; false at the end of the row.
bool CsvReader::read_cell(std::vector<CsvCell>& row) {
  const bool quoted = !at_end() && source_->text[at_] == '"';
  row.push_back(quoted ? quoted_cell() : plain_cell());
  if (at_end() || end_of_row()) return false;
  if (source_->text[at_] == ',') {
    ++at_;
    return true;
  }
  broken_row_ = true;
  diagnostics_->error({source_, line_, column()}, "text behind a closing quote",
                      "double the quotes inside a quoted cell");
  const std::size_t next = source_->text.find('\n', at_);
  at_ = next == std::string::npos ? source_->text.size() : next;
  if (!at_end()) end_of_row();
  return false;
}

CsvCell CsvReader::plain_cell() {
  const std::string& text = source_->text;
  const int start = column();
  std::size_t end = at_;
  while (end < text.size() && text[end] != ',' && text[end] != '\n')
    ++end;
  const std::string_view whole = std::string_view(text).substr(at_, end - at_);
  at_ = end;
  const std::string_view cell = trim(whole);
  const auto blanks = cell.empty() ? 0 : cell.data() - whole.data();
  return {cell, line_, start + static_cast<int>(blanks)};
}

CsvCell CsvReader::quoted_cell() {
  const std::string& text = source_->text;
  CsvCell cell{{}, line_, column()};
  std::string& content = unquoted_.emplace_back();
  for (++at_; at_ < text.size(); ++at_) {
    if (text[at_] == '"') {
      if (at_ + 1 >= text.size() || text[at_ + 1] != '"') break;
      ++at_;
    } else if (text[at_] == '\n') {
      ++line_;
      line_start_ = at_ + 1;
    }
    content.push_back(text[at_]);
  }
  if (at_end()) {
    broken_row_ = true;
    diagnostics_->error(span(cell), "this quote isn't closed", "add the closing quote");
  } else {
    ++at_;
  }
  cell.text = content;
  return cell;
}

} // namespace cea::input
