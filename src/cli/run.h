#pragma once

namespace cea::cli {

/// The program: parses the command line, runs the command, reports what went wrong. Returns the exit code:
/// 0 done, 1 problem in the input or the model, 2 wrong use of the command line, 70 internal error.
int run(int argc, char** argv);

} // namespace cea::cli
