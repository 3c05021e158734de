#include "report/workbook.h"

#include "report/table.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>

namespace cea::report {
namespace {

constexpr int kMostWidth = 60, kLeastWidth = 9;
constexpr int kFirstTableRow = 3;                     ///< headings
constexpr int kMostPrintedColumns = 14;               ///< of a sheet that is fitted to a page's width
constexpr double kLineHeight = 15, kTitleHeight = 24; ///< points
constexpr lxw_color_t kHeadingColor = 0xE8EEF4, kInputColor = 0xFFF7C2, kLineColor = 0x8094A8,
                      kNoteColor = 0x505A64, kLiveColor = 0x0072B2;

void expect(lxw_error error) {
  if (error != LXW_NO_ERROR) throw WorkbookError(lxw_strerror(error));
}

lxw_row_t row_of(int row) {
  return static_cast<lxw_row_t>(row);
}
lxw_col_t column_of(int column) {
  return static_cast<lxw_col_t>(column);
}

/// Formats of cells, each made once.
class Formats {
public:
  explicit Formats(lxw_workbook* book) : book_(book) {}

  lxw_format* of(const std::string& look, const std::string& number = "General") {
    lxw_format*& format = made_[look + '\n' + number];
    if (format != nullptr) return format;
    format = workbook_add_format(book_);
    format_set_font_name(format, "Calibri");
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (look == "heading" || look == "text" || look == "wrap" || look == "link") format_set_indent(format, 1);
    if (number != "General") format_set_num_format(format, number.c_str());
    if (look == "title") {
      format_set_bold(format);
      format_set_font_size(format, 16);
    } else if (look == "heading" || look == "heading-right") {
      format_set_bold(format);
      format_set_text_wrap(format);
      format_set_bg_color(format, kHeadingColor);
      format_set_bottom(format, LXW_BORDER_THIN);
      format_set_bottom_color(format, kLineColor);
      if (look == "heading-right") format_set_align(format, LXW_ALIGN_RIGHT);
    } else if (look == "note") {
      format_set_font_color(format, kNoteColor);
      format_set_italic(format);
    } else if (look == "input") {
      format_set_bg_color(format, kInputColor);
      format_set_border(format, LXW_BORDER_THIN);
      format_set_border_color(format, kLineColor);
    } else if (look == "right") {
      format_set_align(format, LXW_ALIGN_RIGHT);
    } else if (look == "wrap") {
      format_set_text_wrap(format);
    } else if (look == "link") {
      format_set_font_color(format, kLiveColor);
      format_set_underline(format, LXW_UNDERLINE_SINGLE);
    }
    return format;
  }

private:
  lxw_workbook* book_;
  std::map<std::string, lxw_format*> made_;
};

const char* format_of(LiveCell::Format format) {
  switch (format) {
  case LiveCell::Format::amount:
    return "#,##0.00";
  case LiveCell::Format::share:
    return "0.000000";
  case LiveCell::Format::effect:
    return "#,##0.0000";
  case LiveCell::Format::difference:
    return "0.0E+00";
  case LiveCell::Format::whole:
    return "0";
  case LiveCell::Format::general:
    break;
  }
  return "General";
}

class Writer {
public:
  Writer(const Document& document, const LiveModelResult& live) : document_(document), live_(live) {}

  void write(const std::string& path) {
    book_ = workbook_new(path.c_str());
    if (book_ == nullptr) throw WorkbookError("out of memory");
    formats_ = std::make_unique<Formats>(book_);
    try {
      describe();
      add_sheets();
      write_contents();
      for (std::size_t i = 0; i < live_.sheets.size(); ++i)
        write_live(live_.sheets[i], sheets_[i + 1]);
      for (const auto& [name, reference] : live_.names)
        expect(workbook_define_name(book_, name.c_str(), ("=" + reference).c_str()));
      const auto tables = tables_of(document_);
      for (std::size_t i = 0; i < tables.size(); ++i)
        write_table(tables[i]->table, sheets_[1 + live_.sheets.size() + i]);
    } catch (...) {
      workbook_close(book_);
      throw;
    }
    expect(workbook_close(book_));
  }

private:
  void describe() {
    lxw_doc_properties properties{};
    const std::string title = cell_text(document_.title).substr(0, 255);
    std::string author = cell_text(document_.generator);
    std::string whole = title;
    while (!whole.empty() && clean(whole) != whole) // a character that the cut went through
      whole.pop_back();
    properties.title = whole.data();
    properties.author = author.data();
    constexpr time_t kAnyDay = 1'577'836'800; // so that equal reports are equal files
    properties.created = kAnyDay;
    expect(workbook_set_properties(book_, &properties));
  }

  lxw_worksheet* add_sheet(const std::string& name) {
    lxw_worksheet* sheet = workbook_add_worksheet(book_, name.c_str());
    if (sheet == nullptr) throw WorkbookError(fmt::format("can't add the sheet '{}'", name));
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); // A4
    worksheet_set_row(sheet, 0, kTitleHeight, nullptr);
    sheets_.push_back(sheet);
    names_.push_back(name);
    return sheet;
  }

  void add_sheets() {
    std::set<std::string> taken;
    add_sheet(sheet_name("Contents", taken));
    for (const LiveSheet& sheet : live_.sheets)
      worksheet_set_tab_color(add_sheet(sheet_name(sheet.name, taken)), kLiveColor);
    for (const ReportTable* table : tables_of(document_))
      add_sheet(sheet_name(table->table.title.empty() ? table->id : table->table.title, taken));
  }

  void text(lxw_worksheet* sheet, int row, int column, const std::string& raw, const std::string& look) {
    const std::string kept = cell_text(raw);
    if (!kept.empty())
      expect(worksheet_write_string(sheet, row_of(row), column_of(column), kept.c_str(), formats_->of(look)));
  }

  void link(lxw_worksheet* sheet, int row, int column, const std::string& to, const std::string& shown) {
    const std::string target = fmt::format("internal:'{}'!A1", to);
    expect(worksheet_write_url(sheet, row_of(row), column_of(column), target.c_str(), formats_->of("link")));
    text(sheet, row, column, shown, "link");
  }

  void write_contents() {
    lxw_worksheet* sheet = sheets_.front();
    worksheet_set_column(sheet, 0, 0, 38, nullptr);
    worksheet_set_column(sheet, 1, 1, 70, nullptr);
    worksheet_fit_to_pages(sheet, 1, 0);
    text(sheet, 0, 0, document_.title, "title");
    text(sheet, 1, 0, document_.generator, "note");
    int row = 3;
    text(sheet, row++, 0, "The model as formulas", "heading");
    for (std::size_t i = 0; i < live_.sheets.size(); ++i, ++row) {
      link(sheet, row, 0, names_[i + 1], names_[i + 1]);
      const auto& cells = live_.sheets[i].cells;
      if (!cells.empty()) text(sheet, row, 1, cells.front().text, "text");
    }
    std::size_t at = 1 + live_.sheets.size();
    for (const Section& section : document_.sections) {
      bool first = true;
      for (const Block& block : section.blocks) {
        const auto* table = std::get_if<ReportTable>(&block);
        if (table == nullptr) continue;
        if (first) text(sheet, ++row, 0, section.title, "heading");
        first = false;
        ++row;
        link(sheet, row, 0, names_[at], names_[at]);
        text(sheet, row, 1, table->table.title, "text");
        ++at;
      }
      if (!first) ++row;
    }
  }

  void write_live(const LiveSheet& from, lxw_worksheet* sheet) {
    const int last_width = static_cast<int>(from.widths.size()) - 1;
    for (int i = 0; i <= last_width; ++i) {
      const lxw_col_t end = i == last_width ? column_of(i + 400) : column_of(i);
      worksheet_set_column(sheet, column_of(i), end, from.widths[static_cast<std::size_t>(i)], nullptr);
    }
    if (from.frozen_rows > 0 || from.frozen_columns > 0)
      worksheet_freeze_panes(sheet, row_of(from.frozen_rows), column_of(from.frozen_columns));
    int columns = 0;
    std::map<int, int> lines; // of each row of headings
    for (const LiveCell& cell : from.cells) {
      write_cell(cell, sheet);
      columns = std::max(columns, cell.column + 1);
      if (cell.kind != LiveCell::Kind::heading) continue;
      const auto at = static_cast<std::size_t>(std::min(cell.column, last_width));
      lines[cell.row] = std::max(lines[cell.row], lines_of(cell.text, from.widths[at]));
    }
    for (const auto& [row, count] : lines)
      worksheet_set_row(sheet, row_of(row), kLineHeight * count, nullptr);
    if (columns <= kMostPrintedColumns) worksheet_fit_to_pages(sheet, 1, 0);
  }

  /// Lines that a text takes in a column so wide, and no more than fit a screen.
  static int lines_of(const std::string& text, double width) {
    constexpr int kMostLines = 20;
    const double room = std::max(1.0, width - 3);
    return std::clamp(static_cast<int>(std::ceil(text_width(cell_text(text)) / room)), 1, kMostLines);
  }

  void write_cell(const LiveCell& cell, lxw_worksheet* sheet) {
    using Kind = LiveCell::Kind;
    const lxw_row_t row = row_of(cell.row);
    const lxw_col_t column = column_of(cell.column);
    const bool finite = cell.value && std::isfinite(*cell.value);
    const char* number = format_of(cell.format);
    switch (cell.kind) {
    case Kind::title:
      return text(sheet, cell.row, cell.column, cell.text, "title");
    case Kind::heading:
      return text(sheet, cell.row, cell.column, cell.text, "heading");
    case Kind::note:
      return text(sheet, cell.row, cell.column, cell.text, "note");
    case Kind::text:
      return text(sheet, cell.row, cell.column, cell.text, "text");
    case Kind::input:
    case Kind::number:
      if (!finite) return text(sheet, cell.row, cell.column, "n/a", "right");
      return expect(
          worksheet_write_number(sheet, row, column, *cell.value,
                                 formats_->of(cell.kind == Kind::input ? "input" : "number", number)));
    case Kind::array_formula: {
      const std::string formula = "{=" + cell.text + "}";
      return expect(worksheet_write_array_formula_num(sheet, row, column, row, column, formula.c_str(),
                                                      formats_->of("number", number),
                                                      finite ? *cell.value : 0));
    }
    case Kind::formula:
      break;
    }
    const std::string formula = "=" + cell.text;
    if (finite)
      return expect(worksheet_write_formula_num(sheet, row, column, formula.c_str(),
                                                formats_->of("number", number), *cell.value + 0.0));
    const std::string shown = cell_text(cell.shown);
    expect(worksheet_write_formula_str(sheet, row, column, formula.c_str(), formats_->of("text"),
                                       shown.c_str()));
  }

  void write_table(const Table& table, lxw_worksheet* sheet) {
    text(sheet, 0, 0, table.title, "title");
    link(sheet, 1, 0, names_.front(), "Contents");
    const bool headings = table.has_headings();
    int row = kFirstTableRow, tallest = 1;
    std::vector<double> widths;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      if (headings)
        text(sheet, row, static_cast<int>(c), column.heading,
             column.align == Align::right ? "heading-right" : "heading");
      const lxw_col_t at = column_of(static_cast<int>(c));
      const double width = widths.emplace_back(width_of(table, c));
      worksheet_set_column(sheet, at, at, width, nullptr);
      tallest = std::max(tallest, lines_of(column.heading, width));
    }
    if (table.columns.size() <= kMostPrintedColumns) worksheet_fit_to_pages(sheet, 1, 0);
    if (headings) {
      worksheet_set_row(sheet, row_of(row), kLineHeight * tallest, nullptr);
      ++row;
      worksheet_freeze_panes(sheet, row_of(row), 1);
      worksheet_repeat_rows(sheet, kFirstTableRow, kFirstTableRow);
    }
    for (const std::vector<Cell>& cells : table.rows) {
      int lines = 1;
      for (std::size_t c = 0; c < cells.size(); ++c) {
        write_table_cell(cells[c], table.columns[c].align, sheet, row, static_cast<int>(c));
        if (!cells[c].number) lines = std::max(lines, lines_of(cells[c].text, widths[c]));
      }
      if (lines > 1) worksheet_set_row(sheet, row_of(row), kLineHeight * lines, nullptr);
      ++row;
    }
    ++row;
    for (const std::string& note : table.notes)
      text(sheet, row++, 0, note, "note");
  }

  void write_table_cell(const Cell& cell, Align align, lxw_worksheet* sheet, int row, int column) {
    if (cell.number && std::isfinite(*cell.number))
      return expect(worksheet_write_number(sheet, row_of(row), column_of(column), *cell.number,
                                           formats_->of("number", number_format(*cell.number, cell.text))));
    text(sheet, row, column, cell.text, align == Align::right ? "right" : "wrap");
  }

  static double width_of(const Table& table, std::size_t column) {
    int width = std::min(kMostWidth / 3, text_width(table.columns[column].heading));
    for (const auto& row : table.rows)
      if (column < row.size()) width = std::max(width, text_width(row[column].text));
    return std::clamp(width + 3, kLeastWidth, kMostWidth);
  }

  const Document& document_;
  const LiveModelResult& live_;
  lxw_workbook* book_ = nullptr;
  std::unique_ptr<Formats> formats_;
  std::vector<lxw_worksheet*> sheets_; ///< contents, the live model, tables
  std::vector<std::string> names_;
};

} // namespace

std::string workbook(const Document& document, const LiveModelResult& live) {
  try {
    const TemporaryFolder folder;
    const std::string path = (folder.path() / "report.xlsx").string();
    Writer(document, live).write(path);
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in || bytes.empty()) throw WorkbookError("the temporary file can't be read");
    return bytes;
  } catch (const std::filesystem::filesystem_error& e) {
    throw WorkbookError(fmt::format("no room for temporary files: {}", e.code().message()));
  }
}

} // namespace cea::report
