// Cases are files. cases/NAME.case begins with the command, `$ cea run small.yaml`, which a shell runs in
// tests/cli; then `= exit CODE`, and what must come out: `= stdout` and `= stderr` with their lines, each
// left out where there is nothing. good/NAME.yaml is a file that `cea check` accepts without
// a warning. bad/NAME.yaml is a file with errors: `cea check` must refuse it with
// NAME.expected on standard error and nothing on standard output; NAME.args holds further arguments, or a
// command in place of `check` with its arguments; files whose name begins with `_` are helpers of others.
// CEA_UPDATE_GOLDENS=1 rewrites what is expected: read the difference before you keep it.

#include "cli/golden.h"

#include <doctest/doctest.h>

#include <array>
#include <sstream>

using namespace cea::test;

namespace {

/// A part of a case, or nothing where there is no text.
std::string section(const std::string& name, const std::string& text) {
  if (text.empty()) return "";
  return "= " + name + "\n" + text + (text.ends_with('\n') ? "" : "\n= (no end of line)\n");
}

std::string case_text(const std::string& command, const Outcome& outcome) {
  return "$ " + command + "\n= exit " + std::to_string(outcome.exit_code) + "\n" +
         section("stdout", outcome.out) + section("stderr", outcome.err);
}

/// The command of a case: all lines up to `= exit`.
std::string command_of(const std::string& text) {
  REQUIRE(text.starts_with("$ "));
  const std::size_t end = text.find("\n= ");
  std::string command = text.substr(2, end == std::string::npos ? end : end - 2);
  while (command.ends_with('\n'))
    command.pop_back();
  return command;
}

/// The first line that differs, for a message that can be read.
std::string difference(const std::string& expected, const std::string& found) {
  std::istringstream a(expected), b(found);
  std::string x, y;
  for (int line = 1;; ++line) {
    const bool more_a = static_cast<bool>(std::getline(a, x)), more_b = static_cast<bool>(std::getline(b, y));
    if (!more_a && !more_b) return "the last line has no end";
    if (more_a && more_b && x == y) continue;
    return "line " + std::to_string(line) + "\n  expected: " + (more_a ? x : "(end)") +
           "\n  found:    " + (more_b ? y : "(end)");
  }
}

void compare(const std::filesystem::path& file, const std::string& expected, const std::string& found) {
  if (updating())
    write_text(file, found);
  else
    CHECK_MESSAGE(expected == found, file.filename().string() << ": " << difference(expected, found));
}

/// `check FILE ARGS`, or `COMMAND FILE ARGS` where the arguments begin with a command.
std::string command_for(const std::filesystem::path& file) {
  std::string args = read_text(std::filesystem::path(file).replace_extension(".args"));
  while (args.ends_with('\n'))
    args.pop_back();
  std::string command = "check";
  for (const std::string name : {"check", "run", "psa"})
    if (args == name || args.starts_with(name + " ")) {
      command = name;
      args.erase(0, name.size());
    }
  return "cea " + command + " bad/" + file.filename().string() +
         (args.empty() || args.starts_with(' ') ? "" : " ") + args;
}

} // namespace

TEST_CASE("cases") {
  const auto cases = files_in("cases", ".case");
  REQUIRE(cases.size() > 20);
  for (const auto& file : cases) {
    const std::string expected = read_text(file);
    const std::string command = command_of(expected);
    compare(file, expected, case_text(command, run_command(command)));
  }
}

TEST_CASE("bad files") {
  for (const auto& file : files_in("bad", ".yaml")) {
    if (file.filename().string().starts_with('_')) continue;
    const Outcome outcome = run_command(command_for(file));
    INFO(file.filename().string());
    CHECK(outcome.exit_code == 1);
    CHECK(outcome.out == "");
    const auto expectation = std::filesystem::path(file).replace_extension(".expected");
    compare(expectation, read_text(expectation), outcome.err);
  }
}

TEST_CASE("good files pass without a remark") {
  for (const auto& file : files_in("good", ".yaml")) {
    INFO(file.filename().string());
    const Outcome outcome = run_command("cea check good/" + file.filename().string());
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.out == "good/" + file.filename().string() + ": ok\n");
    CHECK(outcome.err == "");
  }
}
