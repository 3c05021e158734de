#include "cli/command.h"
#include "cli/output.h"
#include "cli/schema.h"

namespace cea::cli {

namespace {

int write_schema(const Arguments& arguments) {
  OutputFile file(arguments.one("output").value_or("-"));
  file.write(scenario_schema());
  file.finish();
  return 0;
}

} // namespace

Command schema_command() {
  return {.name = "schema",
          .files = "",
          .summary = "JSON Schema of the scenario file, for editors",
          .details = "Editors that know YAML complete and check keys with it, for example by a first line\n"
                     "  # yaml-language-server: $schema=cea.schema.json\n"
                     "What `cea check` finds goes further.\n\n"
                     "Example:\n"
                     "  cea schema -o cea.schema.json",
          .options = {"output", "help"},
          .run = write_schema};
}

} // namespace cea::cli
