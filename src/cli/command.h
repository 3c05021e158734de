#pragma once

#include "cli/arguments.h"

#include <string_view>
#include <vector>

namespace cea::cli {

/// A command of the program: what help says of it, and what it does.
struct Command {
  std::string_view name;
  std::string_view files;   ///< as in `cea run SCENARIO`; empty: takes none
  std::string_view summary; ///< one line
  std::string_view details; ///< paragraphs and an example
  std::vector<std::string_view> options;
  std::string_view folder_help{}; ///< what `--output` is to a command that writes a folder
  bool many_files = false, two_files = false;
  int (*run)(const Arguments&) = nullptr; ///< returns the exit code
};

Command run_command();
Command check_command();
Command psa_command();
Command scenarios_command();
Command subgroups_command();
Command owsa_command();
Command twsa_command();
Command threshold_command();
Command budget_impact_command();
Command equity_command();
Command verify_command();
Command explain_command();
Command compare_command();
Command report_command();
Command decide_command();
Command new_command();
Command schema_command();

const std::vector<Command>& commands();

} // namespace cea::cli
