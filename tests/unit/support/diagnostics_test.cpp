#include "support/diagnostics.h"

#include <doctest/doctest.h>

#include <string>

using namespace cea;

namespace {

Span span_in(const std::string& text, int line, int column) {
  return {std::make_shared<SourceFile>(SourceFile{"a.yaml", text, ""}), line, column};
}

std::string rendered(const std::string& text, int line, int column) {
  return render({Severity::error, span_in(text, line, column), "wrong", ""});
}

} // namespace

TEST_CASE("a problem shows place and line with caret and hint") {
  std::string text;
  for (int i = 1; i < 41; ++i)
    text += "\n";
  text += "  active: {remission: 0.72, dead: 0.30}\nnext: 1\n";
  Span span = span_in(text, 41, 11);
  CHECK(render({Severity::error, span, "transitions from 'active' sum to 1.02 in cycle 0",
                "leave one target as 'rest'"}) ==
        "a.yaml:41:11: error: transitions from 'active' sum to 1.02 in cycle 0\n"
        "   41 |   active: {remission: 0.72, dead: 0.30}\n"
        "      |           ^\n"
        "hint: leave one target as 'rest'\n");
}

TEST_CASE("warnings and problems without place") {
  CHECK(render({Severity::warning, span_in("a: 1\n", 1, 1), "unused", ""}) == "a.yaml:1:1: warning: unused\n"
                                                                              "    1 | a: 1\n"
                                                                              "      | ^\n");
  CHECK(render({Severity::error, {}, "no file", "give one"}) == "error: no file\nhint: give one\n");
  CHECK(rendered("a: 1\n", 0, 0) == "a.yaml: error: wrong\n");
  CHECK(rendered("a: 1\n", 1, 0) == "a.yaml:1: error: wrong\n    1 | a: 1\n");
  CHECK(rendered("a: 1\n", 9, 1) == "a.yaml:9:1: error: wrong\n");
}

TEST_CASE("the caret stands past the end of a line and in an empty one") {
  CHECK(rendered("ab\n\nc", 1, 3) == "a.yaml:1:3: error: wrong\n    1 | ab\n      |   ^\n");
  CHECK(rendered("ab\n\nc", 1, 99) == "a.yaml:1:99: error: wrong\n    1 | ab\n      |   ^\n");
  CHECK(rendered("ab\n\nc", 2, 1) == "a.yaml:2:1: error: wrong\n    2 | \n      | ^\n");
  CHECK(rendered("ab\n\nc", 3, 1) == "a.yaml:3:1: error: wrong\n    3 | c\n      | ^\n");
  CHECK(rendered("", 1, 1) == "a.yaml:1:1: error: wrong\n    1 | \n      | ^\n");
}

TEST_CASE("tabs become blanks and carriage returns vanish") {
  CHECK(rendered("\ta: 1\r\nb", 1, 2) == "a.yaml:1:2: error: wrong\n    1 |     a: 1\n      |     ^\n");
  CHECK(rendered("a\rb\r\n", 1, 3) == "a.yaml:1:3: error: wrong\n    1 | a?b\n      |   ^\n");
}

TEST_CASE("columns count bytes and the caret counts characters") {
  CHECK(rendered("é€: x\n", 1, 8) == "a.yaml:1:8: error: wrong\n    1 | é€: x\n      |     ^\n");
  CHECK(rendered("日本: x\n", 1, 9) == "a.yaml:1:9: error: wrong\n    1 | 日本: x\n      |       ^\n");
  CHECK(rendered("e\u0301: x\n", 1, 6) == "a.yaml:1:6: error: wrong\n    1 | e\u0301: x\n      |    ^\n");
  CHECK(rendered("é: x\n", 1, 2) == "a.yaml:1:2: error: wrong\n    1 | é: x\n      | ^\n");
}

TEST_CASE("what would steer a terminal is shown as a question mark") {
  CHECK(rendered("a\x1b[31m\xff\u202e: 1\n", 1, 1) ==
        "a.yaml:1:1: error: wrong\n    1 | a?[31m??: 1\n      | ^\n");
  CHECK(render({Severity::error, {}, "bad\x1b[1m \xff\tx", "see\x07\nbelow"}) ==
        "error: bad?[1m ?    x\nhint: see?\nbelow\n");
  const std::string with_nul("a\0b", 3);
  CHECK(rendered(with_nul, 1, 3) == "a.yaml:1:3: error: wrong\n    1 | a?b\n      |   ^\n");
}

TEST_CASE("a long line is cut to a window around the caret") {
  const std::string long_line = std::string(150, 'a') + "X" + std::string(150, 'b');
  CHECK(rendered(long_line, 1, 151) == "a.yaml:1:151: error: wrong\n    1 | …" + std::string(60, 'a') + "X" +
                                           std::string(39, 'b') + "…\n      | " + std::string(61, ' ') +
                                           "^\n");
  CHECK(rendered(long_line, 1, 1) ==
        "a.yaml:1:1: error: wrong\n    1 | " + std::string(100, 'a') + "…\n      | ^\n");
  CHECK(rendered(long_line, 1, 301) == "a.yaml:1:301: error: wrong\n    1 | …" + std::string(99, 'b') +
                                           "b\n      | " + std::string(100, ' ') + "^\n");
  const std::string fits(100, 'c');
  CHECK(rendered(fits, 1, 1) == "a.yaml:1:1: error: wrong\n    1 | " + fits + "\n      | ^\n");
}

TEST_CASE("a line of megabytes in other characters is cut between them") {
  std::string text;
  for (int i = 0; i < 1'000'000; ++i)
    text += "é";
  std::string before, after;
  for (int i = 0; i < 60; ++i)
    before += "é";
  for (int i = 0; i < 40; ++i)
    after += "é";
  CHECK(rendered(text, 1, 1'000'001) == "a.yaml:1:1000001: error: wrong\n    1 | …" + before + after +
                                            "…\n      | " + std::string(61, ' ') + "^\n");
}

TEST_CASE("colours wrap words and nothing else") {
  CHECK(render({Severity::error, span_in("a: 1\n", 1, 1), "wrong", "right"}, true) ==
        "\x1b[1ma.yaml:1:1: \x1b[0m\x1b[1;31merror:\x1b[0m wrong\n"
        "    1 | a: 1\n"
        "      | \x1b[1;32m^\x1b[0m\n"
        "\x1b[1;36mhint:\x1b[0m right\n");
}

TEST_CASE("diagnostics keep repeats once and count errors apart from warnings") {
  Diagnostics d;
  const Span place = span_in("a: 1", 1, 1);
  d.warning(place, "same");
  CHECK_FALSE(d.has_errors());
  d.error(place, "same");
  d.error(place, "same", "another hint");
  d.error(place.shifted(1), "same");
  CHECK(d.has_errors());
  CHECK(d.error_count() == 2);
  CHECK(d.all().size() == 3);
}

TEST_CASE("diagnostics are sorted by file then place and stay in order otherwise") {
  Diagnostics d;
  const Span a = span_in("", 5, 1), b = span_in("", 1, 1);
  d.error(a, "a5");
  d.error(b, "b1");
  d.error({a.file, 2, 7}, "a2:7");
  d.error({a.file, 2, 3}, "a2:3");
  d.error({a.file, 2, 3}, "a2:3 too");
  std::string order;
  for (const Diagnostic& x : d.sorted())
    order += x.message + "; ";
  CHECK(order == "a2:3; a2:3 too; a2:7; a5; b1; ");
}

TEST_CASE("errors past the limit are counted and not kept") {
  Diagnostics d;
  for (int i = 0; i < 103; ++i)
    d.error({}, std::string("e").append(std::to_string(i)));
  d.warning({}, "w");
  CHECK(d.error_count() == 103);
  CHECK(d.all().size() == Diagnostics::kMostErrors + 1);
  const std::string text = render(d);
  CHECK(text.ends_with("error: e99\nwarning: w\n3 more errors not shown\n"));
}

TEST_CASE("exceptions carry their diagnostics") {
  Diagnostics d;
  d.error({}, "first", "do this");
  const InputError input(d);
  CHECK(input.diagnostics().error_count() == 1);
  CHECK(std::string(input.what()) == "error: first\nhint: do this\n");
  const ModelError model(span_in("a", 1, 1), "cycle 37", "why");
  CHECK(std::string(model.what()) == "cycle 37");
  CHECK(model.diagnostic().hint == "why");
  CHECK(model.diagnostic().span.line == 1);
}

TEST_CASE("did_you_mean finds slips and nothing far away") {
  const std::vector<std::string> keys{"strategies", "states",      "start", "cost",
                                      "costs",      "discounting", "sd",    "se"};
  CHECK(did_you_mean("stratgies", keys) == "strategies");
  CHECK(did_you_mean("strateiges", keys) == "strategies"); // transposition
  CHECK(did_you_mean("state", keys) == "states");
  CHECK(did_you_mean("discount", keys) == "discounting");
  CHECK(did_you_mean("COST", keys) == ""); // four half edits of four letters
  CHECK(did_you_mean("Costs", keys) == "costs");
  CHECK(did_you_mean("coss", keys) == "cost"); // the first of equals
  CHECK(did_you_mean("sx", keys) == "");
  CHECK(did_you_mean("elephant", keys) == "");
  CHECK(did_you_mean("", keys) == "");
  CHECK(did_you_mean("x", {}) == "");
  CHECK(did_you_mean(std::string(100'000, 'a'), keys) == "");
}

TEST_CASE("did_you_mean counts a transposition as one edit and case as half") {
  CHECK(did_you_mean("abd", {"bad"}) == "bad"); // one edit of three letters; two by plain Levenshtein
  CHECK(did_you_mean("AB", {"ab"}) == "");
  CHECK(did_you_mean("Abc", {"xbc", "abc"}) == "abc");
}
