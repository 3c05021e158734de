// What the program promises about its results, whatever they are.

#include "cli/golden.h"

#include <doctest/doctest.h>

#include <sstream>
#include <vector>

using namespace cea::test;

namespace {

/// A column of a CSV file, by name.
std::vector<std::string> column(const std::string& csv, const std::string& name) {
  std::istringstream lines(csv);
  std::string line, cell;
  std::vector<std::string> values;
  std::size_t wanted = std::string::npos;
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    for (std::size_t c = 0; std::getline(cells, cell, ','); ++c) {
      if (wanted == std::string::npos && cell == name)
        wanted = c;
      else if (c == wanted)
        values.push_back(cell);
    }
  }
  return values;
}

void check_same(const std::string& command) {
  const std::string first = output_of(command + " --threads 1");
  CHECK(first.size() > 1000);
  for (const std::string options : {"--threads 2", "--threads 7", "--threads 1 --test-block 1",
                                    "--threads 2 --test-block 8", "--threads 2 --test-block 64"})
    CHECK_MESSAGE(output_of(command + " " + options) == first, options);
}

} // namespace

TEST_CASE("results are the same bytes for any number of threads and any block size") {
  check_same("cea run small.yaml --format json --trace --samples 1000 -q");
  check_same("cea run ../../scenarios/hiv_lamivudine.yaml --format json --samples 777 -q");
  check_same("cea psa ../../scenarios/sick_sicker_by_age.yaml --format json --samples 300 -q");
  check_same("cea psa ../../scenarios/rheumatoid_arthritis.yaml --format json --samples 100 -q");
}

TEST_CASE("a parameter more leaves the draws of the others alone") {
  const std::string before = output_of("cea psa small.yaml --dump - -q");
  const std::string after = output_of("sed '/^  u_sick:/s/unit/distribution: \"beta(mean=value, se=0.02)\", "
                                      "unit/' small.yaml >$TMP/more.yaml\n"
                                      "cea psa $TMP/more.yaml --dump - -q");
  CHECK(column(before, "u_sick").empty());
  CHECK(column(after, "u_sick").size() == 100);
  for (const char* name : {"p_sick", "rr"}) {
    CHECK(column(before, name).size() == 100);
    CHECK(column(before, name) == column(after, name));
  }
}

TEST_CASE("the first samples don't depend on how many follow") {
  const std::string few = output_of("cea psa small.yaml --samples 70 --dump - -q");
  const std::string many = output_of("cea psa small.yaml --samples 500 --dump - -q");
  CHECK(many.starts_with(few));
}

TEST_CASE("a seed changes the draws") {
  CHECK(output_of("cea psa small.yaml --dump - -q") == output_of("cea psa small.yaml --seed 3 --dump - -q"));
  CHECK(output_of("cea psa small.yaml --dump - -q") != output_of("cea psa small.yaml --seed 4 --dump - -q"));
}

TEST_CASE("decide finds in a dump what psa found") {
  const std::string wtp = " --wtp 20_000 --wtp '0 to 50_000 by 5_000' --format json -q";
  const auto psa_part = [](const std::string& json) {
    // The samples are the same, so everything behind the label is.
    return json.substr(json.find("\"ceac\": {"), json.find("\"scenarios\"") - json.find("\"ceac\": {"));
  };
  const std::string own = output_of("cea psa small.yaml" + wtp);
  const std::string decided = output_of("cea psa small.yaml --dump - -q | cea decide -" + wtp);
  CHECK(psa_part(own).size() > 1000);
  CHECK(psa_part(own) == psa_part(decided));
}

TEST_CASE("a setting of the command line gives what the file would") {
  const auto behind_header = [](const std::string& json) { return json.substr(json.find("\"base_case\"")); };
  const std::string edited = output_of("sed 's/p_die: {value: 0.20/p_die: {value: 0.25/' small.yaml "
                                       ">$TMP/e.yaml\ncea run $TMP/e.yaml --format json -q");
  const std::string set = output_of("cea run small.yaml --set p_die=0.25 --format json -q");
  CHECK(behind_header(edited) == behind_header(set));
  CHECK(set.find("\"p_die=0.25\"") != std::string::npos);
}

TEST_CASE("a strategy alone has the results that it has among others") {
  const std::string all = output_of("cea run small.yaml --samples 0 --format csv -q");
  const std::string one = output_of("cea run small.yaml --samples 0 --format csv -q --strategy drug");
  const auto row = [](const std::string& csv) {
    const std::size_t table = csv.find("# Totals per person");
    REQUIRE(table != std::string::npos);
    const std::size_t at = csv.find("\ndrug,", table);
    return csv.substr(at, csv.find('\n', at + 1) - at);
  };
  CHECK(row(all).size() > 20);
  CHECK(row(all) == row(one));
}

TEST_CASE("a new scenario runs without a warning") {
  const Outcome outcome = run_command(
      "cea new $TMP/m.yaml -q && cea check $TMP/m.yaml && cea run $TMP/m.yaml --samples 50 >/dev/null");
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err == "");
  CHECK(outcome.out == "TMP/m.yaml: ok\n");
}

TEST_CASE("a reader that goes away is no error") {
  const Outcome outcome =
      run_command("{ cea psa small.yaml --samples 20_000 --dump - ; echo \"exit $?\" >&2; } | head -n 1");
  CHECK(outcome.out.starts_with("sim,cost.none,qaly.none,"));
  CHECK(outcome.err == "exit 0\n");
}
