#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/settings.h"

#include <doctest/doctest.h>

using namespace cea::cli;

namespace {

Arguments parse(std::vector<std::string> words) {
  const Command& command = command_called(words.front());
  words.erase(words.begin());
  return parse_arguments(command, words);
}

std::string usage_error(const std::vector<std::string>& words) {
  try {
    parse(words);
  } catch (const UsageError& e) {
    return e.what();
  }
  return "no error";
}

} // namespace

TEST_CASE("options in any place and form") {
  const Arguments a = parse({"run", "--samples", "10", "a.yaml", "--seed=3", "-o", "x.json", "--set", "p=1",
                             "--set=q=2 + x", "-q"});
  CHECK(a.file() == "a.yaml");
  CHECK(a.one("samples") == "10");
  CHECK(a.one("seed") == "3");
  CHECK(a.one("output") == "x.json");
  CHECK(a.all("set") == std::vector<std::string>{"p=1", "q=2 + x"});
  CHECK(a.has("quiet"));
  CHECK_FALSE(a.has("trace"));
  CHECK(a.all("wtp").empty());
  CHECK_FALSE(a.one("wtp"));
}

TEST_CASE("a dash is a file and two dashes end the options") {
  CHECK(parse({"run", "-"}).file() == "-");
  CHECK(parse({"run", "-", "-o", "-"}).one("output") == "-");
  CHECK(parse({"run", "--", "-x.yaml"}).file() == "-x.yaml");
}

TEST_CASE("files") {
  CHECK(parse({"check", "a", "b", "c"}).files().size() == 3);
  CHECK(usage_error({"check"}) == "`cea check` needs a file");
  CHECK(usage_error({"run", "a", "b"}) == "`cea run` takes one file, not 2");
  CHECK(usage_error({"run", "--help"}) == "no error");
}

TEST_CASE("every option that a command lists is known and its help shows it") {
  for (const Command& command : commands()) {
    const std::string help = help_of(command);
    CHECK(help.find("Example:\n  cea ") != std::string::npos);
    for (const std::string_view name : command.options) {
      const Option& option = option_called(name);
      CHECK(option.name == name);
      CHECK((help.find("--" + std::string(name)) != std::string::npos) == !option.help.empty());
    }
  }
}

TEST_CASE("every command has help and says what it does in the overview") {
  for (const Command& command : commands()) {
    CHECK(parse({std::string(command.name), "-h"}).has("help"));
    CHECK(overview().find(std::string(command.summary)) != std::string::npos);
  }
}

TEST_CASE("whole numbers") {
  const auto samples = [](const std::string& text) {
    return samples_of(parse({"run", "a", "--samples=" + text}));
  };
  CHECK(samples("0") == std::size_t{0});
  CHECK(samples("10_000") == std::size_t{10'000});
  for (const char* bad : {"-1", "+1", "1.0", "1e3", "_1", "1_", "ten", "10000001", " 1"})
    CHECK_THROWS_AS(samples(bad), UsageError);
  CHECK_FALSE(samples_of(parse({"run", "a"})));
}

TEST_CASE("willingness to pay") {
  const auto wtp = [](std::vector<std::string> values) {
    std::vector<std::string> words = {"run", "a"};
    for (std::string& v : values)
      words.push_back("--wtp=" + v);
    return willingness_to_pay_of(parse(words));
  };
  using List = std::vector<double>;
  CHECK(wtp({"30_000", "20000"}).thresholds == List{30'000, 20'000});
  CHECK(wtp({"30_000"}).grid.empty());
  CHECK(wtp({"5", "0 to 20 by 10"}).thresholds == List{5});
  CHECK(wtp({"5", "0 to 20 by 10"}).grid == List{0, 10, 20});
  CHECK(wtp({"0 to 20 by 10"}).thresholds == List{0, 10, 20});
  CHECK(wtp({"0 to 0.3 by 0.1"}).grid == List{0, 0.1, 0.2, 0.3});
  CHECK_THROWS_AS(wtp({"0 to 20"}), UsageError);
}
