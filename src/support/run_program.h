#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cea {

/// What another program did.
struct ProgramRun {
  bool found = true; ///< false: no such program on the path
  int status = -1;   ///< its exit status; -1 where it was ended by a signal or never ran
  std::string out, err;
};

/// Runs a program from the path with these arguments, the first its name: no shell, so nothing in them is
/// anything but itself. It reads `input` and nothing else. Waits for its end. Throws std::system_error where
/// the system gives no process or pipe.
ProgramRun run_program(const std::vector<std::string>& command, std::string_view input);

/// Whether there is such a program on the path.
bool has_program(const std::string& name);

} // namespace cea
