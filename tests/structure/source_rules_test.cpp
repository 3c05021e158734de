#include "structure/source_rules.h"

#include <doctest/doctest.h>

using namespace cea::structure;

namespace {

const std::filesystem::path kRoot = CEA_SOURCE_DIR;

std::string check(std::string_view path, std::string_view text) {
  return to_text(check_source(path, text));
}

std::string numbered_lines(int n) {
  std::string text;
  for (int i = 0; i < n; ++i)
    text += "int x" + std::to_string(i) + ";\n";
  return text;
}

} // namespace

TEST_CASE("every file of src keeps the rules of the house") {
  const auto files = cpp_files_below(kRoot / "src");
  REQUIRE(files.size() > 10);
  std::vector<Violation> found;
  for (const auto& file : files)
    for (auto& v : check_source(file, read_file(kRoot / "src" / file))) {
      v.file.insert(0, "src/");
      found.push_back(v);
    }
  CHECK_MESSAGE(found.empty(), "\n" << to_text(found));
}

TEST_CASE("no two types of src have one name") {
  std::vector<Source> sources;
  for (const auto& file : cpp_files_below(kRoot / "src"))
    sources.push_back({"src/" + file, read_file(kRoot / "src" / file)});
  const auto found = check_type_names(sources);
  CHECK_MESSAGE(found.empty(), "\n" << to_text(found));
}

TEST_CASE("types of one name are found") {
  const auto names = [](std::string_view one, std::string_view two) {
    return to_text(check_type_names({{"a.h", std::string(one)}, {"b.h", std::string(two)}}));
  };
  const std::string first = "namespace cea {\nstruct Cell {\n};\n} // namespace cea\n";
  CHECK(names(first, first) == "b.h:2: 'cea::Cell' is also the name of a type at a.h:2\n");
  CHECK(names(first, "namespace cea {\nenum class Cell : char { a };\n}\n") != "");
  CHECK(names(first, "namespace cea::report {\nclass Cell {\n};\n}\n") == "");
  CHECK(names(first, "namespace cea {\nnamespace {\nstruct Cell {\n};\n} // namespace\n}\n") == "");
  CHECK(names(first, "namespace cea {\nstruct Cell;\n}\n") == "");
}

TEST_CASE("every test name runs its test") {
  const auto files = cpp_files_below(kRoot / "tests");
  REQUIRE(files.size() > 2);
  std::vector<Violation> found;
  for (const auto& file : files)
    for (const auto& v : check_test_names("tests/" + file, read_file(kRoot / "tests" / file)))
      found.push_back(v);
  CHECK_MESSAGE(found.empty(), "\n" << to_text(found));
}

TEST_CASE("every folder of src is a room with arrows") {
  for (const auto& entry : std::filesystem::directory_iterator(kRoot / "src"))
    if (entry.is_directory()) {
      const auto room = entry.path().filename().string();
      CHECK_MESSAGE(allowed_arrows().contains(room), room);
    }
}

TEST_CASE("arrows run one way") {
  CHECK(check("engine/run.cpp",
              "#include \"engine/run.h\"\n#include \"model/scenario.h\"\n#include <vector>\n") == "");
  CHECK(check("model/a.cpp", "\n#include \"engine/run.h\"\n") ==
        "model/a.cpp:2: 'model' may not include 'engine'\n");
  CHECK(check("formula/a.cpp", "  #  include <engine/run.h>\n") ==
        "formula/a.cpp:1: 'formula' may not include 'engine'\n");
  CHECK(check("main.cpp", "#include \"engine/run.h\"\n") ==
        "main.cpp:1: 'main.cpp' may not include 'engine'\n");
  CHECK(check("main.cpp", "#include \"cli/cli.h\"\n") == "");
  CHECK(check("util/a.cpp", "#include \"model/table.h\"\n") ==
        "util/a.cpp:1: room 'util' isn't part of the house\n");
  CHECK(check("model/a.cpp", "#include \"table.h\"\n") ==
        "model/a.cpp:1: 'table.h' isn't named by its room, as in \"model/scenario.h\"\n");
}

TEST_CASE("a report sees results and not analyses") {
  CHECK(check("report/a.cpp", "#include \"analysis/results.h\"\n") == "");
  CHECK(check("report/a.cpp", "#include \"analysis/psa.h\"\n") ==
        "report/a.cpp:1: 'report' may include the results of 'analysis' only, not 'analysis/psa.h'\n");
}

TEST_CASE("libraries stay in their rooms") {
  CHECK(check("input/a.cpp", "#include <yaml-cpp/parser.h>\n") == "");
  CHECK(check("model/a.cpp", "#include <yaml-cpp/parser.h>\n") ==
        "model/a.cpp:1: only 'input' may use yaml-cpp/parser.h\n");
  CHECK(check("cli/a.cpp", "#include <boost/program_options.hpp>\n") == "");
  CHECK(check("report/a.cpp", "#include <boost/program_options/option.hpp>\n") ==
        "report/a.cpp:1: only 'cli' may use boost/program_options/option.hpp\n");
}

TEST_CASE("length and pragma once") {
  CHECK(check("model/a.cpp", numbered_lines(400)) == "");
  CHECK(check("model/a.cpp", numbered_lines(401)) == "model/a.cpp:401: file of 401 lines, more than 400\n");
  CHECK(check("model/a.h", "#pragma once\nint x;\n") == "");
  CHECK(check("model/a.h", "int x;\n") == "model/a.h:1: header without #pragma once\n");
}

TEST_CASE("a separator in a test name is found") {
  CHECK(check_test_names("t.cpp", "TEST_CASE(\"plain name\") {\n").empty());
  CHECK(to_text(check_test_names("t.cpp", "\nTEST_CASE(\"a, b\") {\n")) ==
        "t.cpp:2: a comma or semicolon in the test name 'a, b': ctest would run nothing\n");
  CHECK(check_test_names("t.cpp", "  TEST_CASE(\"a; b\") {").size() == 1);
}
