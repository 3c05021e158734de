#include "support/run_program.h"

#include <doctest/doctest.h>

using namespace cea;

TEST_CASE("a program gets its input and gives its output") {
  std::string bytes;
  for (int i = 0; i < 3'000'000; ++i)
    bytes += static_cast<char>(i % 251);
  const ProgramRun run = run_program({"cat"}, bytes);
  CHECK(run.found);
  CHECK(run.status == 0);
  CHECK(run.out == bytes);
  CHECK(run.err.empty());
}

TEST_CASE("arguments of a program are no command line") {
  const ProgramRun run = run_program({"printf", "%s|", "$(echo bad)", "`echo bad`", "a b", "*"}, "");
  CHECK(run.status == 0);
  CHECK(run.out == "$(echo bad)|`echo bad`|a b|*|");
}

TEST_CASE("a program that fails says so") {
  const ProgramRun run = run_program({"sh", "-c", "echo what >&2; exit 3"}, "");
  CHECK(run.found);
  CHECK(run.status == 3);
  CHECK(run.err == "what\n");
  CHECK(run_program({"sh", "-c", "kill -9 $$"}, "").status == -1);
}

TEST_CASE("a program that reads nothing ends nobody") {
  const ProgramRun run = run_program({"true"}, std::string(5'000'000, 'x'));
  CHECK(run.found);
  CHECK(run.status == 0);
}

TEST_CASE("a program that isn't there") {
  CHECK_FALSE(run_program({"no-such-program-anywhere"}, "x").found);
  CHECK_FALSE(has_program("no-such-program-anywhere"));
  CHECK(has_program("cat"));
}
