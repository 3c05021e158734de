#include "unit/input/reading.h"

#include <filesystem>

namespace cea::test {

namespace {

/// Reads a scenario in a folder with sections replaced.
Reading read_in(const Folder& folder, const std::map<std::string, std::string>& sections,
                const ReadOptions& options = {}) {
  folder.write("s.yaml", scenario(sections));
  return read_path(folder.path("s.yaml"), options);
}

const std::map<std::string, std::string> kTable = {
    {"tables", "{life: {key: age, between: step, file: life.csv}}"}};
const std::map<std::string, std::string> kMatrix = {
    {"transitions", ""}, {"mortality", ""}, {"matrix", "{file: m.csv}"}};
const std::map<std::string, std::string> kInputs = {{"analyses", "{psa: {inputs: psa.csv}}"}};

} // namespace

TEST_CASE("a table from a file") {
  const Folder folder;
  folder.write("life.csv", "\xEF\xBB\xBF\"age\",male,female\r\n20,0.1,1e-4\r\n\r\n21,\"0.2\",.5\r\n");
  const Reading reading = read_in(folder, kTable);
  CHECK(errors(reading.diagnostics) == "");
  const Table& table = reading.base().tables.at(0);
  CHECK(table.keys == std::vector<double>{20, 21});
  CHECK(table.columns.at(0).name == "male");
  CHECK(table.columns.at(1).values == std::vector<double>{1e-4, 0.5});
}

TEST_CASE("problems of a CSV file have their place in it") {
  const Folder folder;
  const std::pair<std::string, std::string> cases[] = {
      {"age,m\n20,0x1\n21,nan\n22,1_000\n23,\n", "2:4: '0x1' isn't a number\n3:4: 'nan' isn't a number\n4:4: "
                                                 "'1_000' isn't a number\n5:4: an empty cell\n"},
      {"age,m\n20,1,2\n", "2:1: this row has 3 cells, the header has 2\n"},
      {"age;m\n20;1\n", "1:1: the columns aren't separated by commas\n"},
      {"age,m,m\n20,1,2\n", "1:7: two columns are called 'm'\n"},
      {"age,m x\n20,1\n", "1:5: 'm x' can't be the name of a column\n"},
      {"age,m\n20,\"1\n", "2:4: this quote isn't closed\n"},
      {"age,m\n20,\"1\"x\n", "2:7: text behind a closing quote\n"},
      {"age,m\n20,1\n20,1\n", "3:1: the keys of the table 'life' must ascend, but 20 follows 20\n"},
      {"", "1:1: the file is empty\n"},
      {"age,m\n20,\xff\n", "2:4: this isn't UTF-8 text\n"},
  };
  for (const auto& c : cases) {
    const std::string& text = c.first;
    CAPTURE(text);
    folder.write("life.csv", text);
    const std::string found = errors(read_in(folder, kTable).diagnostics);
    CHECK(found == c.second);
  }
}

TEST_CASE("files lie in the scenario's folder unless allowed") {
  const Folder folder;
  const Folder other;
  const std::string good = "age,m\n20,1\n";
  other.write("life.csv", good);
  const std::string path = other.path("life.csv");
  const std::map<std::string, std::string> outside = {
      {"tables", "{life: {key: age, between: step, file: \"" + path + "\"}}"}};
  const std::string refused = "10:49: `" + path + "` lies outside the scenario's folder\n";
  CHECK(errors(read_in(folder, outside).diagnostics) == refused);
  CHECK(errors(read_in(folder, outside, {{other.root().string()}}).diagnostics) == "");
  CHECK(errors(read_in(folder, outside, {{other.path("deeper")}}).diagnostics) == refused);
  std::filesystem::create_symlink(path, folder.root() / "life.csv");
  CHECK(errors(read_in(folder, kTable).diagnostics) ==
        "10:48: `life.csv` lies outside the scenario's folder\n");
  CHECK(errors(read_in(folder, kTable, {{other.root().string() + "/"}}).diagnostics) == "");
  CHECK(errors(read_in(folder, {{"tables", "{life: {key: age, between: step, file: ../life.csv}}"}})
                   .diagnostics) == "10:48: `../life.csv` lies outside the scenario's folder\n");
}

TEST_CASE("files that can't be read") {
  const Folder folder;
  CHECK(errors(read_in(folder, kTable).diagnostics) ==
        "10:48: can't read `life.csv`: No such file or directory\n");
  std::filesystem::create_directories(folder.root() / "life.csv");
  CHECK(errors(read_in(folder, kTable).diagnostics) == "10:48: can't read `life.csv`: it is a folder\n");
  CHECK(
      errors(read_path(folder.path("none.yaml")).diagnostics).find("none.yaml`: No such file or directory") !=
      std::string::npos);
  CHECK(errors(read_path(folder.root().string()).diagnostics).find("it is a folder") != std::string::npos);
}

TEST_CASE("files are looked for beside the file that names them") {
  const Folder folder;
  folder.write("sub/base.yaml", scenario(kTable));
  folder.write("sub/life.csv", "age,m\n20,1\n");
  folder.write("s.yaml", "extends: sub/base.yaml\n");
  CHECK(errors(read_path(folder.path("s.yaml")).diagnostics) == "");
}

TEST_CASE("a matrix gives the transitions whole") {
  const Folder folder;
  folder.write("m.csv", "from,well,sick,dead\nwell,0.7,0.2,0.1\nsick,0,0.5,0.5\ndead,0,0,1\n");
  const Reading reading = read_in(folder, kMatrix);
  CHECK(errors(reading.diagnostics) == "");
  const Scenario& s = reading.base();
  CHECK(move(s, "a", "well", "well") == "0.7");
  CHECK(move(s, "a", "sick", "well") == "");
  CHECK(move(s, "a", "sick", "dead") == "0.5");
  CHECK_FALSE(strategy(s, "a").transitions.rows[2]);
}

TEST_CASE("errors in a matrix") {
  const Folder folder;
  folder.write("m.csv", "from,well,sik\nwell,0.7,0.2\nwell,1,0\nill,x,0\ndead,1,0\n");
  CHECK(errors(read_in(folder, kMatrix).diagnostics) ==
        "1:1: the matrix has no column for the state 'sick'\n"
        "1:1: the matrix has no column for the state 'dead'\n"
        "1:11: no state is called 'sik'\n"
        "3:1: the matrix has two rows for 'well', also in line 2\n"
        "4:1: no state is called 'ill'\n"
        "4:5: 'x' isn't a number\n"
        "5:1: the matrix moves people out of 'dead', which is dead\n"
        "5:42: the living state 'sick' has no row in `transitions`\n");
  CHECK(
      errors(read_in(folder, {{"matrix", "{file: m.csv}"}}).diagnostics).find("there is `transitions` too") !=
      std::string::npos);
}

TEST_CASE("samples of parameters") {
  const Folder folder;
  folder.write("psa.csv", "sim,p,c_drug\nfirst,0.1,5\nsecond,0.2,6\n");
  const Reading reading = read_in(folder, kInputs);
  CHECK(errors(reading.diagnostics) == "");
  const PsaSettings& psa = reading.base().analyses.psa;
  REQUIRE(psa.inputs);
  CHECK(psa.samples == 2);
  CHECK(psa.inputs->columns == std::vector<std::string>{"p", "c_drug"});
  CHECK(psa.inputs->values == std::vector<std::vector<double>>{{0.1, 0.2}, {5, 6}});
  folder.write("psa.csv", "p,q\n0.1,NA\n");
  CHECK(errors(read_in(folder, kInputs).diagnostics) == "1:3: no parameter is called 'q'\n");
  folder.write("psa.csv", "p\n0.1\n");
  CHECK(errors(read_in(folder, {{"analyses", "{psa: {inputs: psa.csv, samples: 5}}"}}).diagnostics) ==
        "10:44: 5 samples asked for, but `inputs` has 1\n");
  folder.write("psa.csv", "sim\n1\n");
  const Reading empty =
      read_in(folder, {{"analyses", "{psa: {inputs: psa.csv}}"}, {"scenarios", "{s: {time: {cycles: 2}}}"}});
  CHECK(errors(empty.diagnostics) == "1:1: no column holds samples\n");
}

TEST_CASE("samples made elsewhere") {
  const Folder folder;
  folder.write("d.csv", "\"\",iteration,cost.A b,qaly.A b\n1,1,5,0.5\n2,2,6,0.6\n");
  Diagnostics diagnostics;
  const auto samples = read_samples(folder.path("d.csv"), diagnostics);
  REQUIRE(samples);
  CHECK(samples->columns == std::vector<std::string>{"cost.A b", "qaly.A b"});
  CHECK(samples->values[1] == std::vector<double>{0.5, 0.6});
  folder.write("d.csv", "cost.a\n1\nNA\n1e400\n");
  Diagnostics found;
  CHECK_FALSE(read_samples(folder.path("d.csv"), found));
  CHECK(errors(found) == "3:1: 'NA' isn't a number\n4:1: '1e400' isn't a number\n");
  Diagnostics none;
  folder.write("d.csv", "cost.a\n");
  CHECK_FALSE(read_samples(folder.path("d.csv"), none));
  CHECK(errors(none) == "1:1: the file has no samples\n");
}

} // namespace cea::test
