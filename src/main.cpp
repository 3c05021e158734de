#include "cli/run.h"

int main(int argc, char** argv) {
  return cea::cli::run(argc, argv);
}
