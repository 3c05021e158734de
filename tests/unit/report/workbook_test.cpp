#include "report/workbook.h"
#include "unit/report/made_up.h"

#include <doctest/doctest.h>

#include <limits>

using namespace cea;
using namespace cea::report;
using made_up::document_of;

namespace {

LiveModelResult small_model() {
  LiveModelResult live;
  LiveSheet sheet{.name = "Model", .widths = {10}, .frozen_rows = 1};
  sheet.cells = {{.row = 0, .column = 0, .kind = LiveCell::Kind::title, .text = "=1+1"},
                 {.row = 1, .column = 0, .kind = LiveCell::Kind::input, .value = 2},
                 {.row = 2, .column = 0, .kind = LiveCell::Kind::formula, .text = "2*rate", .value = 4}};
  live.sheets.push_back(sheet);
  live.names.emplace_back("rate", "Model!$A$2");
  return live;
}

} // namespace

TEST_CASE("a workbook has the same bytes for the same report") {
  const Document document = document_of(made_up::results());
  const std::string once = workbook(document, small_model()), again = workbook(document, small_model());
  CHECK(once.starts_with("PK"));
  CHECK(once == again);
  LiveModelResult other = small_model();
  other.sheets[0].cells[1].value = 3;
  CHECK(workbook(document, other) != once);
}

TEST_CASE("numbers that don't exist become texts and spoil no workbook") {
  LiveModelResult live = small_model();
  for (const double none :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    live.sheets[0].cells[1].value = none;
    live.sheets[0].cells[2].value = none;
    Results r = made_up::results();
    r.base_case->strategies[0].cost = none;
    std::string file;
    CHECK_NOTHROW(file = workbook(document_of(r), live));
    CHECK(file.starts_with("PK"));
  }
}

TEST_CASE("a cell holds text and nothing but text") {
  CHECK(cell_text("=cmd|' /C calc'!A0") == "=cmd|' /C calc'!A0");
  CHECK(cell_text("a\x01\x1b[31mb\xff\n") == "a??[31mb? ");
  CHECK(cell_text("\xE2\x80\xAE"
                  "x") == "?x");
  CHECK(cell_text("\xEF\xBF\xBF") == "?");
  CHECK(cell_text(std::string(10'000, 'x')).size() == 10'000);
  CHECK(cell_text(std::string(32'767, 'x')).size() == 32'767);
  CHECK(cell_text(std::string(40'000, 'x')) == std::string(32'766, 'x') + "…");
  std::string faces; // two units each
  for (int i = 0; i < 20'000; ++i)
    faces += "😀";
  CHECK(cell_text(faces).size() == 4 * 16'383 + std::string("…").size());
}

TEST_CASE("names of sheets are short and unique without case and plain") {
  std::set<std::string> taken;
  CHECK(sheet_name("Totals", taken) == "Totals");
  CHECK(sheet_name("TOTALS", taken) == "TOTALS (2)");
  CHECK(sheet_name("a[b]:*?/\\'c", taken) == "a b       c");
  CHECK(sheet_name("", taken) == "Table");
  CHECK(sheet_name("History", taken) == "Table (2)");
  const std::string title = "Incremental analysis, deterministic";
  CHECK(sheet_name(title, taken) == "Incremental analysis");
  CHECK(sheet_name(title, taken) == "Incremental analysis (2)");
  CHECK(sheet_name(std::string(10'000, 'x'), taken) == std::string(31, 'x'));
  CHECK(sheet_name(std::string(10'000, 'x'), taken) == std::string(27, 'x') + " (2)");
}

TEST_CASE("a number shows the digits that its text has") {
  CHECK(number_format(9867.3, "9,867") == "#,##0");
  CHECK(number_format(7.1851, "7.185") == "#,##0.000");
  CHECK(number_format(-0.0432, "-0.043") == "#,##0.000");
  CHECK(number_format(0.384, "38.4%") == "#,##0.0%");
  CHECK(number_format(9867.3, "9.867 €") == "#,##0");
  CHECK(number_format(0, "0.00") == "#,##0.00");
  CHECK(number_format(0.05, "0.05") == "#,##0.00");
  CHECK(number_format(1.5e-12, "1.5e-12") == "General");
  CHECK(number_format(2, "reference") == "General");
  CHECK(number_format(2, "3 of 4") == "General");
}
