#include "cli/help.h"

#include "support/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cea::cli {

namespace {

/// Commands of the documentation that this version lacks.
constexpr std::array<std::string_view, 2> kNotYet = {"evppi", "evsi"};

std::string option_line(const Option& option) {
  std::string flag = option.letter != 0 ? fmt::format("-{}, --{}", option.letter, option.name)
                                        : fmt::format("    --{}", option.name);
  if (!option.argument.empty()) flag += fmt::format(" {}", option.argument);
  std::string text(option.help);
  const std::string indent = "\n" + std::string(28, ' ');
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + indent.size()))
    text.replace(at, 1, indent);
  return fmt::format("  {:<26}{}{}\n", flag, flag.size() < 26 ? "" : indent, text);
}

} // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {run_command(),           check_command(),  psa_command(),
                                           owsa_command(),          twsa_command(),   threshold_command(),
                                           budget_impact_command(), equity_command(), scenarios_command(),
                                           subgroups_command(),     verify_command(), explain_command(),
                                           compare_command(),       report_command(), decide_command(),
                                           new_command(),           schema_command()};
  return all;
}

std::string overview() {
  std::string text = "cea: cost-effectiveness analysis of health-care strategies\n\nCommands:\n";
  for (const Command& c : commands())
    text += fmt::format("  {:<24}{}\n", fmt::format("{} {}", c.name, c.files), c.summary);
  text += "\nExample:\n"
          "  cea new model.yaml        a small scenario to start from\n"
          "  cea check model.yaml      is it right?\n"
          "  cea run model.yaml        what does it say?\n"
          "\n`cea COMMAND --help` shows a command's options; `cea --version` the version. Where a file is\n"
          "asked for, `-` is standard input or output. The language of scenario files is described in\n"
          "scenarios/README.md.\n"
          "\nExit codes: 0 done, 1 a problem in the input or the model, 2 wrong use of the command line,\n"
          "70 internal error.\n";
  return text;
}

std::string help_of(const Command& command) {
  std::string text =
      fmt::format("cea {}{}{}\n{}\n\n{}\n\nOptions:\n", command.name, command.files.empty() ? "" : " ",
                  command.files, command.summary, command.details);
  for (const std::string_view name : command.options) {
    Option option = option_called(name);
    if (name == "output" && !command.folder_help.empty()) {
      option.argument = "DIR";
      option.help = command.folder_help;
    }
    if (!option.help.empty()) text += option_line(option);
  }
  return text;
}

const Command& command_called(const std::string& name) {
  const auto it =
      std::find_if(commands().begin(), commands().end(), [&](const Command& c) { return c.name == name; });
  if (it != commands().end()) return *it;
  if (std::find(kNotYet.begin(), kNotYet.end(), name) != kNotYet.end())
    throw UsageError(fmt::format("`cea {}` isn't in this version", name), "`cea --help` shows what is");
  std::vector<std::string> known = {"help"};
  for (const Command& c : commands())
    known.emplace_back(c.name);
  const std::string near = did_you_mean(name, known);
  throw UsageError(fmt::format("there is no command '{}'", name),
                   near.empty() ? "`cea --help` shows what there is"
                                : fmt::format("did you mean 'cea {}'?", near));
}

} // namespace cea::cli
