#include "report/document.h"
#include "report/figure_gnuplot.h"
#include "report/figure_layout.h"
#include "support/run_program.h"
#include "support/text.h"
#include "unit/report/hostile.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace cea;
using namespace cea::report;
using made_up::document_of;

namespace {

const std::vector<FigureFormat> kAll = {FigureFormat::svg, FigureFormat::pdf, FigureFormat::png};

const Figure& figure_called(const Document& d, const std::string& id) {
  for (const Figure* f : figures_of(d))
    if (f->id == id) return *f;
  throw std::logic_error("no figure " + id);
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++n;
  return n;
}

/// The script without its strings and data: what gnuplot takes as commands.
std::string commands_of(const std::string& script) {
  std::string out;
  bool in_string = false, broken = false;
  for (const char c : script) {
    broken = broken || (in_string && c == '\n');
    if (c == '\'')
      in_string = !in_string;
    else if (!in_string)
      out += c;
  }
  CHECK_FALSE(in_string);
  CHECK_FALSE(broken);
  return out;
}

/// The words that commands are made of, each once.
std::set<std::string> words_of(const std::string& commands) {
  std::set<std::string> words;
  std::string word;
  for (const char c : commands + " ") {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '`' || c == '!' || c == '@' || c == '"')
      word += c;
    else if (!word.empty())
      words.insert(std::exchange(word, ""));
  }
  return words;
}

/// What a figure of one series and these values looks like.
Figure curve(const std::vector<double>& x, const std::vector<double>& y) {
  Figure f;
  f.id = "curve";
  f.title = "A curve";
  f.message = "It rises.";
  f.x = {"Time (years)", NumberFormat::plain};
  f.y = {"Share", NumberFormat::percent};
  f.series = {{"first", "#0072B2", false}};
  f.data = {
      {"rows",
       {number_column("x", "x", NumberFormat::plain, x), number_column("y", "y", NumberFormat::percent, y),
        series_column(std::vector<std::string>(x.size(), "first"))}}};
  FigureLayer line{FigureMark::line, "rows", "x", "y"};
  line.series = true;
  f.layers = {line};
  return f;
}

bool has(const char* program) {
  if (has_program(program)) return true;
  MESSAGE("skipped: no " << program << " (apt-get install gnuplot-nox poppler-utils libxml2-utils)");
  return false;
}

std::vector<FigureFile> drawn(const std::vector<const Figure*>& figures,
                              const std::vector<FigureFormat>& formats = kAll) {
  const ProgramRun run =
      run_program({"gnuplot", "--default-settings", "-"}, gnuplot_script(figures, formats));
  CAPTURE(run.err);
  CHECK(run.status == 0);
  CHECK(run.err.empty());
  return figure_files(figures, formats, run.out);
}

std::string content_of(const std::vector<FigureFile>& files, const std::string& name) {
  for (const FigureFile& file : files)
    if (file.name == name) return file.content;
  FAIL("there is no file " << name);
  return "";
}

} // namespace

TEST_CASE("a text for gnuplot is a string without substitutions") {
  CHECK(gnuplot_string("it's") == "'it'.apostrophe.'s'");
  CHECK(gnuplot_string("`date` \"x\" \\n @A {b} $1 %g") == "'`date` \"x\" \\n @A {b} $1 %g'");
  CHECK(gnuplot_string("two\nlines\x1b") == "'two lines?'");
  CHECK(gnuplot_string("") == "''");
}

TEST_CASE("formats of figures by name") {
  CHECK(figure_format("svg") == FigureFormat::svg);
  CHECK(figure_format("png") == FigureFormat::png);
  CHECK_FALSE(figure_format("jpeg"));
  for (const FigureFormat format : kAll)
    CHECK(figure_format(ending_of(format)) == format);
}

TEST_CASE("ticks stand at round numbers with what their step needs") {
  const Figure f = curve({0, 45}, {0.02, 0.991});
  const auto marks = drawn_marks(f);
  const AxisScale x = axis_scale(f.x, marks, true, {}, 5), y = axis_scale(f.y, marks, false, {}, 5);
  CHECK(x.low == 0);
  CHECK(x.high == 45); // a curve fills the axis
  CHECK(x.labels == std::vector<std::string>{"0", "10", "20", "30", "40"});
  CHECK(y.low == 0);
  CHECK(y.high == 1);
  CHECK(y.labels == std::vector<std::string>{"0%", "20%", "40%", "60%", "80%", "100%"});
  CHECK(axis_scale({"", NumberFormat::money, false, {}, 0, 2'500'000}, marks, true, *find_locale("de_DE"), 3)
            .labels == std::vector<std::string>{"0", "1.000.000", "2.000.000"});
  CHECK(axis_scale({"", NumberFormat::plain, false, {}, 0.001, 0.0032}, marks, true, *find_locale("de_DE"), 3)
            .labels == std::vector<std::string>{"0,001", "0,002", "0,003"});
}

TEST_CASE("axes of one value and of none have a length") {
  for (const Figure& f : {curve({3}, {0.5}), curve({}, {})}) {
    const FigureLayout layout = figure_layout(f, drawn_marks(f));
    CHECK(layout.x.high > layout.x.low);
    CHECK(layout.y.high > layout.y.low);
  }
}

TEST_CASE("what follows the threshold is drawn at the figure's") {
  Figure f = curve({0, 1}, {0.1, 0.2});
  f.threshold = 10;
  f.data[0].columns[1].per_threshold = {0.01, 0.02};
  const auto marks = drawn_marks(f);
  REQUIRE(marks.size() == 1);
  CHECK(marks[0].rows[1].y == doctest::Approx(0.4));
}

TEST_CASE("a tile belongs to the best series at the threshold and joins its neighbours") {
  Figure f;
  f.series = {{"a", "#000001", false}, {"b", "#000002", false}};
  f.threshold = 100;
  f.data = {{"best",
             {number_column("x1", "", NumberFormat::plain, {0, 0, 1}),
              number_column("x2", "", NumberFormat::plain, {1, 1, 2}),
              number_column("y1", "", NumberFormat::plain, {0, 1, 0}),
              number_column("y2", "", NumberFormat::plain, {1, 2, 1}),
              number_column("m0", "", NumberFormat::money, {0, 0, 0}),
              number_column("m1", "", NumberFormat::money, {-50, -50, -500}, {1, 1, 1}),
              series_column({"a", "a", "a"})}}};
  FigureLayer tiles{FigureMark::tile, "best", "x1", "y1", "x2", "y2"};
  tiles.series = true;
  tiles.best_of = {"m0", "m1"};
  f.layers = {tiles};
  const auto marks = drawn_marks(f);
  REQUIRE(marks.size() == 2);
  CHECK(marks[0].rows.size() == 1);
  REQUIRE(marks[1].rows.size() == 1);
  CHECK(marks[1].rows[0].y == 0);
  CHECK(marks[1].rows[0].y2 == 2);
}

TEST_CASE("labels of curves don't cover one another") {
  const Document d = document_of(made_up::hostile("A strategy"));
  for (const Figure* f : figures_of(d)) {
    CAPTURE(f->id);
    const FigureLayout layout = figure_layout(*f, drawn_marks(*f));
    for (std::size_t i = 0; i < layout.texts.size(); ++i) {
      const PlacedText& a = layout.texts[i];
      CHECK(a.x >= 0);
      CHECK(a.x <= layout.width);
      CHECK(a.y >= 0);
      CHECK(a.y <= layout.height);
      for (std::size_t k = i + 1; k < layout.texts.size(); ++k) {
        const PlacedText& b = layout.texts[k];
        CHECK_FALSE((a.x == b.x && std::abs(a.y - b.y) < 11 && a.align == b.align));
      }
    }
  }
}

TEST_CASE("a colour that is none is a programmer's mistake") {
  Figure f = curve({0, 1}, {0, 1});
  f.series[0].color = "red'; !touch x #";
  CHECK_THROWS_AS(gnuplot_script({&f}, kAll), std::logic_error);
}

TEST_CASE("hostile texts are strings in gnuplot's script and nothing else") {
  const Document usual = document_of(made_up::hostile("plain"));
  const std::set<std::string> words = words_of(commands_of(gnuplot_script(figures_of(usual), kAll)));
  CHECK(words.contains("plot"));
  CHECK_FALSE(words.contains("system"));
  for (const std::string& text : made_up::kHostile) {
    CAPTURE(text.substr(0, 60));
    const Document d = document_of(made_up::hostile(text));
    const std::string script = gnuplot_script(figures_of(d), kAll);
    CHECK(is_valid_utf8(script));
    for (const std::string& word : words_of(commands_of(script)))
      CHECK_MESSAGE(words.contains(word), word);
  }
}

TEST_CASE("gnuplot draws every figure in every format the same each time") {
  if (!has("gnuplot")) return;
  const Document d = document_of(made_up::hostile("A label"));
  const auto figures = figures_of(d);
  const std::vector<FigureFile> files = drawn(figures), again = drawn(figures);
  REQUIRE(files.size() == 3 * figures.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    CAPTURE(files[i].name);
    CHECK(files[i].content == again[i].content);
    const std::string& content = files[i].content;
    if (files[i].name.ends_with(".svg")) CHECK(content.starts_with("<?xml"));
    if (files[i].name.ends_with(".svg")) CHECK(content.find("</svg>") != std::string::npos);
    if (files[i].name.ends_with(".pdf")) CHECK(content.starts_with("%PDF-"));
    if (files[i].name.ends_with(".pdf")) CHECK(content.find("%%EOF") != std::string::npos);
    if (files[i].name.ends_with(".png")) CHECK(content.starts_with("\x89PNG"));
    if (files[i].name.ends_with(".png")) CHECK(content.find("IEND") != std::string::npos);
  }
}

TEST_CASE("a drawn figure shows its title and every point") {
  if (!has("gnuplot")) return;
  const Document d = document_of(made_up::hostile("A label"));
  const Figure& plane = figure_called(d, "cost-effectiveness-plane");
  const std::vector<FigureFile> files = drawn({&plane});
  const std::string svg = content_of(files, "cost-effectiveness-plane.svg");
  CHECK(svg.find("<title>Cost-effectiveness plane</title>") != std::string::npos);
  CHECK(svg.find("<text>Cost-effectiveness plane</text>") != std::string::npos);
  CHECK(svg.find("<text>Incremental QALYs</text>") != std::string::npos);
  std::size_t points = 0;
  for (const DrawnMark& mark : drawn_marks(plane))
    points += mark.mark == FigureMark::point ? mark.rows.size() : 0;
  CHECK(points > 40);
  CHECK(count(svg, "xlink:href='#gpPt6'") == points);
  if (has("xmllint")) CHECK(run_program({"xmllint", "--noout", "-"}, svg).status == 0);
  if (has("pdftotext")) {
    const ProgramRun text =
        run_program({"pdftotext", "-", "-"}, content_of(files, "cost-effectiveness-plane.pdf"));
    CHECK(text.out.find("Cost-effectiveness plane") != std::string::npos);
    CHECK(text.out.find("Incremental QALYs") != std::string::npos);
  }
}

TEST_CASE("hostile texts show in drawn figures and execute nothing") {
  if (!has("gnuplot")) return;
  std::filesystem::remove("hostile");
  for (const std::string& text : made_up::kHostile) {
    CAPTURE(text.substr(0, 60));
    const Document d = document_of(made_up::hostile(text));
    const auto figures = figures_of(d);
    const std::vector<FigureFile> files = drawn(figures, {FigureFormat::svg});
    REQUIRE(files.size() == figures.size());
    for (const FigureFile& file : files) {
      CHECK(file.content.find("<script") == std::string::npos);
      CHECK(file.content.find("<img") == std::string::npos);
      CHECK(is_valid_utf8(file.content));
      if (has_program("xmllint")) CHECK(run_program({"xmllint", "--noout", "-"}, file.content).status == 0);
    }
  }
  CHECK_FALSE(std::filesystem::exists("hostile"));
  const Document d = document_of(made_up::hostile("`touch hostile` {/=40 x} @A %g"));
  const std::string svg = content_of(drawn(figures_of(d), {FigureFormat::svg}), "efficiency-frontier.svg");
  CHECK(svg.find("<text>`touch hostile` {/=40 x} @A %g</text>") != std::string::npos);
}

TEST_CASE("what gnuplot didn't finish is no file") {
  const Figure f = curve({0, 1}, {0, 1});
  CHECK(figure_files({&f}, kAll, "").empty());
  const auto some = figure_files({&f}, kAll,
                                 "<svg/>\x01\x02"
                                 "curve.svg\x02\x01\n%PDF half");
  REQUIRE(some.size() == 1);
  CHECK(some[0].name == "curve.svg");
}
