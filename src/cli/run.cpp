#include "cli/run.h"

#include "cli/console.h"
#include "cli/help.h"
#include "cli/output.h"

#include <fmt/format.h>

#include <csignal>
#include <new>

namespace cea::cli {

namespace {

constexpr int kProblem = 1, kUsage = 2, kInternal = 70;

bool asks_for_help(const std::string& word) {
  return word == "--help" || word == "-h" || word == "help";
}

int dispatch(const std::vector<std::string>& words) {
  if (words.empty() || (words.size() == 1 && asks_for_help(words[0]))) {
    write_to_stdout(overview());
    return 0;
  }
  if (words[0] == "--version") {
    write_to_stdout(fmt::format("cea {}\n", CEA_VERSION));
    return 0;
  }
  if (asks_for_help(words[0])) {
    write_to_stdout(help_of(command_called(words[1])));
    return 0;
  }
  if (words[0].starts_with('-'))
    throw UsageError(fmt::format("'{}' stands where a command is expected", words[0]),
                     "options follow the command, as in `cea run --samples 1000 model.yaml`");
  const Command& command = command_called(words[0]);
  const Arguments arguments = parse_arguments(command, {words.begin() + 1, words.end()});
  if (arguments.has("help")) {
    write_to_stdout(help_of(command));
    return 0;
  }
  return command.run(arguments);
}

int report_usage(const UsageError& e) {
  to_stderr("cea: {}\n", e.what());
  if (!e.hint().empty()) to_stderr("hint: {}\n", e.hint());
  return kUsage;
}

} // namespace

int run(int argc, char** argv) {
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  const Console console = console_of(words);
  // A reader that went away is noticed when writing, so that nothing is left half done.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return dispatch(words);
  } catch (const UsageError& e) {
    return report_usage(e);
  } catch (const InputError& e) {
    console.show_errors(e.diagnostics());
  } catch (const ModelError& e) {
    console.show(e.diagnostic());
  } catch (const ReaderGone&) {
    return 0;
  } catch (const OutputError& e) {
    to_stderr("cea: {}\n", e.what());
  } catch (const std::bad_alloc&) {
    to_stderr("cea: this needs more memory than there is\nhint: fewer samples need less\n");
  } catch (const std::exception& e) {
    to_stderr("cea: internal error: {}\nPlease report it, with the files that lead to it.\n", e.what());
    return kInternal;
  } catch (...) {
    to_stderr("cea: internal error\nPlease report it, with the files that lead to it.\n");
    return kInternal;
  }
  return kProblem;
}

} // namespace cea::cli
