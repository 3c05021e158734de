#include "report/table.h"

#include <doctest/doctest.h>

using namespace cea;
using namespace cea::report;

namespace {

Cell number_cell(const std::string& text, double x) {
  return {text, CellKind::money, x};
}

Table small() {
  Table t;
  t.title = "Costs";
  t.columns = {{"Strategy", Align::left}, {"Cost ($)", Align::right}};
  t.rows = {{text_cell("Usual care"), number_cell("151,580", 151580.4)},
            {text_cell("Drug"), number_cell("9", 9)}};
  t.notes = {"A note."};
  return t;
}

} // namespace

TEST_CASE("a text table is aligned") {
  CHECK(render_text(small(), 80) == "Costs\n"
                                    "Strategy    Cost ($)\n"
                                    "----------  --------\n"
                                    "Usual care   151,580\n"
                                    "Drug               9\n"
                                    "A note.\n");
}

TEST_CASE("labels are wrapped and numbers never broken") {
  CHECK(render_text(small(), 17) == "Costs\n"
                                    "             Cost\n"
                                    "Strategy      ($)\n"
                                    "--------  -------\n"
                                    "Usual     151,580\n"
                                    "care\n"
                                    "Drug            9\n"
                                    "A note.\n");
}

TEST_CASE("a word of a label that is too long is broken") {
  Table t = small();
  t.title.clear();
  t.notes.clear();
  t.rows = {{text_cell("a_very_long_identifier"), number_cell("1", 1)}};
  CHECK(render_text(t, 20) == "                Cost\n"
                              "Strategy         ($)\n"
                              "--------------  ----\n"
                              "a_very_long_id     1\n"
                              "entifier\n");
}

TEST_CASE("a table with too many columns goes on below") {
  Table t;
  t.columns = {
      {"State", Align::left}, {"First", Align::right}, {"Second", Align::right}, {"Third", Align::right}};
  t.rows = {{text_cell("active"), number_cell("1,000,000", 1e6), number_cell("2,000,000", 2e6),
             number_cell("3", 3)}};
  CHECK(render_text(t, 30) == "State       First     Second\n"
                              "------  ---------  ---------\n"
                              "active  1,000,000  2,000,000\n"
                              "\n"
                              "State   Third\n"
                              "------  -----\n"
                              "active      3\n");
}

TEST_CASE("wide and combining characters keep columns aligned") {
  Table t = small();
  t.title.clear();
  t.notes.clear();
  t.rows = {{text_cell("治療"), number_cell("1", 1)},
            {text_cell("Zoe\u0308"), number_cell("2", 2)},
            {text_cell("Zoë"), number_cell("3", 3)}};
  CHECK(render_text(t, 80) == "Strategy  Cost ($)\n"
                              "--------  --------\n"
                              "治療             1\n"
                              "Zoe\u0308              2\n"
                              "Zoë              3\n");
}

TEST_CASE("what would steer a terminal never gets there") {
  CHECK(clean("a\x1b[31mb\tc\nd\x7f") == "a?[31mb c d?");
  CHECK(clean("\xc2\x9b"
              "31m") == "?31m");
  CHECK(clean("x\xe2\x80\xae"
              "y") == "x?y");
  CHECK(clean("\xff"
              "a\xc3") == "?a?");
  CHECK(clean("Crème £ 治") == "Crème £ 治");
  Table t = small();
  t.title = "\x1b]0;title\x07";
  t.columns[0].heading = "\x1b[2J";
  t.rows[0][0].text = "line\nbreak\x1b";
  t.notes = {"\x1b[1mnote"};
  for (const std::string& out : {render_text(t, 80), render_markdown(t), render_latex(t), render_csv(t)}) {
    CHECK(out.find('\x1b') == std::string::npos);
    CHECK(out.find('\r') == std::string::npos);
    CHECK(out.find("line break?") != std::string::npos);
  }
}

TEST_CASE("Markdown escapes what it would take for markup") {
  Table t = small();
  t.title = "a | b";
  t.rows = {{text_cell("x|y <b> *z* `c` [d] \\ a_b _e_ $5 #1 ~~f~~ &amp;"), number_cell("1", 1)}};
  CHECK(render_markdown(t) ==
        "## a \\| b\n\n"
        "| Strategy | Cost (\\$) |\n"
        "| :--- | ---: |\n"
        "| x\\|y \\<b\\> \\*z\\* \\`c\\` \\[d\\] \\\\ a_b \\_e\\_ \\$5 \\#1 \\~\\~f\\~\\~ \\&amp; | 1 |\n"
        "\nA note.\n");
}

TEST_CASE("LaTeX shows every character as itself") {
  Table t = small();
  t.title = "100 % of R&D_1";
  t.rows = {{text_cell("[a] \\ {b} $5 #1 ~^<|>`'\" --"), number_cell("-1,000", -1000)}};
  CHECK(
      render_latex(t) ==
      "\\begin{table}[htbp]\n\\centering\n\\caption{100 \\% of R\\&D\\_1}\n"
      "\\begin{tabular}{lr}\n\\toprule\nStrategy & Cost (\\$) \\\\\n\\midrule\n"
      "{[}a] \\textbackslash{} \\{b\\} \\$5 \\#1 \\textasciitilde{}\\textasciicircum{}\\textless{}"
      "\\textbar{}\\textgreater{}\\textasciigrave{}\\textquotesingle{}\\textquotedbl{} -{}- & $-$1,000 \\\\\n"
      "\\bottomrule\n\\end{tabular}\n\\par\\smallskip{\\footnotesize A note.\\par}\n\\end{table}\n");
  for (int i = 0; i < 40; ++i)
    t.rows.push_back(t.rows[0]);
  t.rows[1][0].text = std::string(80, 'x');
  const std::string longer = render_latex(t);
  CHECK(longer.find("\\begin{longtable}{p{0.57\\linewidth}r}\n\\caption{") == 0);
  CHECK(longer.find("\\end{longtable}\n\\par") != std::string::npos);
  CHECK(render_latex(Table{}).empty());
}

TEST_CASE("CSV has all digits of numbers and quotes texts") {
  Table t = small();
  t.rows.push_back({text_cell("say \"no\", twice"), number_cell("-1", -1.25e-7)});
  t.rows.push_back({text_cell(" blank"), text_cell("")});
  CHECK(render_csv(t) == "Strategy,Cost ($)\n"
                         "Usual care,151580.4\n"
                         "Drug,9\n"
                         "\"say \"\"no\"\", twice\",-1.25e-7\n"
                         "\" blank\",\n");
}

TEST_CASE("CSV cells can't become formulas") {
  Table t;
  t.columns = {{"=A1", Align::left}};
  for (const char* text : {"=1+1", "+1", "-x", "@sum", "\tx", "\rx", "a=1"})
    t.rows.push_back({text_cell(text)});
  t.rows.push_back({number_cell("-5", -5)});
  CHECK(render_csv(t) == "'=A1\n'=1+1\n'+1\n'-x\n'@sum\n' x\n' x\na=1\n-5\n");
}

TEST_CASE("tables without rows or columns render") {
  Table t;
  t.notes = {"only a note"};
  CHECK(render_text(t, 80) == "only a note\n");
  CHECK(render_csv(t).empty());
  CHECK(render_markdown(t) == "\nonly a note\n");
  t.notes.clear();
  t.columns = {{"Strategy", Align::left}};
  CHECK(render_text(t, 80) == "Strategy\n--------\n");
}
