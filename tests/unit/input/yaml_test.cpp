#include "unit/input/reading.h"

#include "input/yaml.h"

#include <memory>
#include <utility>

namespace cea::test {

namespace {

struct Parsed {
  std::optional<input::Node> root;
  Diagnostics diagnostics;
};

Parsed parse(const std::string& text) {
  Parsed parsed;
  auto source = std::make_shared<SourceFile>();
  source->name = "t.yaml";
  source->text = text;
  parsed.root = input::parse_yaml(source, parsed.diagnostics);
  return parsed;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i)
    all += text;
  return all;
}

} // namespace

TEST_CASE("a tree keeps texts and places") {
  const Parsed parsed = parse("a: 010\nb: {c: \"x y\", d: [1, ~]}\ne:\n  - f: null\n");
  CHECK(problems(parsed.diagnostics) == "");
  REQUIRE(parsed.root);
  const input::Node& root = *parsed.root;
  CHECK(root.find("a")->text == "010");
  CHECK_FALSE(root.find("a")->quoted);
  const input::Node* c = root.find("b")->find("c");
  CHECK(c->text == "x y");
  CHECK(c->quoted);
  CHECK(c->span.line == 2);
  CHECK(c->span.column == 9); // inside the quotes
  CHECK(root.find("b")->find("d")->items.at(1).is_null());
  CHECK(root.find("b")->find("d")->items.at(1).written_null);
  CHECK(root.find("e")->items.at(0).find("f")->written_null);
  CHECK(root.find("nothing") == nullptr);
}

TEST_CASE("columns count bytes and a byte order mark counts for nothing") {
  const Reading reading =
      read("\xEF\xBB\xBF" +
           scenario({{"title", "\"\xC3\xA9t\xC3\xA9\"\nsetting: {country: \xC3\x89, curency: x}"}}));
  CHECK(errors(reading.diagnostics) == "11:24: unknown key `curency` in `setting`\n");
}

TEST_CASE("what YAML allows and the language doesn't") {
  const std::pair<std::string, std::string> cases[] = {
      {"a: &x 1\nb: 2\n", "1:4: YAML anchors (`&name`) aren't part of the scenario language\n"},
      {"a: *x\n", "1:4: YAML aliases (`*name`) aren't part of the scenario language\n"},
      {"a: {<<: {b: 1}}\n", "1:5: YAML merge keys (`<<`) aren't part of the scenario language\n"},
      {"a: !!str 1\n", "1:4: YAML tags (`!name`) aren't part of the scenario language\n"},
      {"a: ! x\n", "1:4: YAML tags (`!name`) aren't part of the scenario language\n"},
      {"a: 1\n---\nb: 1\n", "2:1: a second YAML document starts here, but a scenario is a single one\n"},
      {"- a\nb: c\n", "1:1: the file isn't a mapping of keys to values\n"},
      {"? [a, b]\n: c\n", "1:3: a key must be text\n"},
      {": c\n", "1:1: a key can't be empty or `null`\n"},
      {"a: 1\nb: 2\na: 3\n", "3:1: duplicate key `a`: it already stands in line 1\n"},
      {"", "1:1: the file is empty\n"},
      {"\n# nothing\n", "1:1: the file is empty\n"},
      {",\n", "1:1: the file is empty\n"},
  };
  for (const auto& c : cases) {
    const std::string& text = c.first;
    CAPTURE(text);
    CHECK(errors(parse(text).diagnostics) == c.second);
  }
}

TEST_CASE("syntax errors say what to do") {
  const std::pair<std::string, std::string> cases[] = {
      {"a: 1\n\tb: 2\n", "2:1: a tab in the indentation\n"},
      {"a:1\nb: 2\n", "1:2: a space is missing after the colon\n"},
      {"a: b: c\n", "1:5: a second colon on this line\n"},
      {"a: {b: 1\nc: 2\n", "1:4: this `{` isn't closed\n"},
      {"a: [b, [1]\nc: 2\n", "1:4: this `[` isn't closed\n"},
      {"a: [1]]\n", "1:7: a closing bracket without an opening one\n"},
      {"a: \"b\nc: 2\n", "1:4: this quote (\") isn't closed\n"},
      {"a: 'b''\nc: 2\n", "1:4: this quote (') isn't closed\n"},
      {"a: @b\n", "1:4: a text can't start with this character\n"},
      {"a: \"\\q\"\n", "1:7: unknown escape in double quotes\n"},
      {"a: - b\n", "1:4: a list entry (`- `) can't stand here\n"},
      {"a: \"x\" y\n", "1:8: this line doesn't fit the mapping it stands in\n"},
  };
  for (const auto& c : cases) {
    const std::string& text = c.first;
    CAPTURE(text);
    CHECK(errors(parse(text).diagnostics) == c.second);
  }
}

TEST_CASE("a formula that YAML split is reported once and mended") {
  const Parsed map = parse("a: {p: if(x, 1, 2), q: 3}\n");
  CHECK(errors(map.diagnostics) == "1:8: unbalanced parentheses in `p: if(x`\n");
  CHECK(hints(map.diagnostics).find("quote the formula, \"if(x, 1, 2)\"") != std::string::npos);
  CHECK(map.root->find("a")->find("p")->text == "if(x, 1, 2)");
  CHECK(map.root->find("a")->entries.size() == 2);
  const Parsed list = parse("a: [max(1, 2), 3]\n");
  CHECK(errors(list.diagnostics) == "1:5: unbalanced parentheses in `max(1`\n");
  CHECK(list.root->find("a")->items.size() == 2);
  CHECK(errors(parse("a: {b, c: 1}\n").diagnostics) == "1:5: `b` has no value\n");
  const Parsed space = parse("a: {b:1, c: 2}\n");
  CHECK(errors(space.diagnostics) == "1:5: `b:1` has no value\n");
  CHECK(hints(space.diagnostics).find("`b: 1`") != std::string::npos);
  CHECK(errors(parse("a: {b: \"if(x, 1, 2)\", c: ')'}\nd: if(x, 1, 2)\n").diagnostics) == "");
}

TEST_CASE("deep nesting and floods of nodes end quickly") {
  CHECK(errors(parse("a: " + repeated("[", 10'000)).diagnostics) == "1:54: nesting deeper than 100 levels\n");
  CHECK(errors(parse("a: " + repeated("{b: ", 10'000)).diagnostics).find("nesting deeper than 100 levels") !=
        std::string::npos);
  CHECK(errors(parse(repeated("- ", 10'000)).diagnostics).find("nesting deeper than 100 levels") !=
        std::string::npos);
  std::string steps;
  for (int i = 0; i < 1000; ++i)
    steps += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  CHECK(errors(parse(steps).diagnostics).find("nesting deeper than 100 levels") != std::string::npos);
  CHECK(errors(parse("a: [" + repeated("1,", 2'000'001) + "1]").diagnostics)
            .find("more than 2000000 keys and values") != std::string::npos);
}

TEST_CASE("files that aren't text") {
  CHECK(errors(read(std::string("a\0b", 3)).diagnostics) == "1:2: this is a binary file, not text\n");
  CHECK(errors(read("a: 1\nb: \xff\n").diagnostics) == "2:4: this isn't UTF-8 text\n");
  CHECK(errors(read("a: 1\nb: \x04\n").diagnostics) == "2:4: a control character (0x04)\n");
  CHECK(errors(read(std::string((16U << 20U) + 1, '#')).diagnostics).find("larger than 16 MB") !=
        std::string::npos);
}

TEST_CASE("a comment behind prose may be a lost part of it") {
  const std::string parameters = "{p: {value: 0.1, source: x}}\ntitle: trial #3\nquestion: \"trial "
                                 "#3\"\nsetting: {currency: USD} # fine";
  const Reading reading = read(scenario({{"parameters", parameters}}));
  CHECK(problems(reading.diagnostics) == "warning: 5:8: `title` ends before the ` #` on its line\n");
}

} // namespace cea::test
