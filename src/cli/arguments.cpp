#include "cli/arguments.h"

#include "cli/command.h"
#include "support/diagnostics.h"

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cea::cli {

namespace po = boost::program_options;

namespace {

constexpr std::array<Option, 20> kOptions = {{
    {"format", 0, "FORMAT", "text, json, csv, markdown or latex (default text)"},
    {"output", 'o', "FILE", "write the results to FILE (default standard output, -)"},
    {"figures", 0, "FORMATS", "figures as files, too: svg, pdf or png, several as svg,pdf (needs gnuplot)"},
    {"samples", 0, "N", "samples of the probabilistic analysis; 0 leaves it out"},
    {"seed", 0, "S", "seed of the probabilistic analysis"},
    {"threads", 0, "N", "threads to use (default all cores); results don't depend on it"},
    {"strategy", 0, "ID", "analyse this strategy only; repeat it for several", true},
    {"wtp", 0, "X",
     "willingness to pay: a number is a threshold, `A to B by C` the grid of the\n"
     "curves; repeatable, replaces those of the file",
     true},
    {"set", 0, "NAME=FORMULA", "replace a parameter, as a scenario's `set` does; repeatable", true},
    {"cycle", 0, "N", "the cycle whose transitions are shown (default 0, the first)"},
    {"trace", 0, "", "add the cohort trace: proportions in each state at the start of each cycle"},
    {"parameter", 0, "NAME", "vary this parameter only; repeat it for several", true},
    {"probabilistic", 0, "", "the probabilistic form, too: means of samples with the parameter fixed"},
    {"why", 0, "STRATEGY", "the strategy whose increment is split"},
    {"dump", 0, "FILE.csv", "write every sample's parameters, costs and effects, as `cea decide` reads them"},
    {"allow-path", 0, "DIR", "a folder besides the scenario's that its files may lie in; repeatable", true},
    {"quiet", 'q', "", "no warnings and no progress"},
    {"no-color", 0, "", "no colours in messages (nor where NO_COLOR is set)"},
    {"help", 'h', "", "show this help"},
    {"test-block", 0, "N", ""},
}};

/// What concerns samples alone is no mistake with an analysis that draws none.
std::vector<std::string_view> accepted_options(const Command& command) {
  std::vector<std::string_view> names = command.options;
  const auto takes = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (takes("strategy") && takes("allow-path"))
    for (const std::string_view name : {"samples", "seed", "threads"})
      if (!takes(name)) names.push_back(name);
  return names;
}

po::options_description describe(const Command& command) {
  po::options_description description;
  for (const std::string_view name : accepted_options(command)) {
    const Option& option = option_called(name);
    std::string key(option.name);
    if (option.letter != 0) key += fmt::format(",{}", option.letter);
    if (option.argument.empty())
      description.add_options()(key.c_str(), "");
    else
      description.add_options()(key.c_str(), po::value<std::string>(), "");
  }
  description.add_options()("file", po::value<std::vector<std::string>>(), "");
  return description;
}

std::string help_hint(const Command& command) {
  return fmt::format("`cea {} --help` shows what there is", command.name);
}

[[noreturn]] void unknown_option(const Command& command, const std::string& shown) {
  std::vector<std::string> known;
  for (const std::string_view name : command.options)
    if (!option_called(name).help.empty()) known.emplace_back(name);
  const std::string near =
      did_you_mean(shown.substr(std::min(shown.find_first_not_of('-'), shown.size())), known);
  throw UsageError(fmt::format("`cea {}` has no option '{}'", command.name, shown),
                   near.empty() ? help_hint(command) : fmt::format("did you mean '--{}'?", near));
}

po::parsed_options parse(const Command& command, const std::vector<std::string>& words) {
  const po::options_description description = describe(command);
  po::positional_options_description positional;
  positional.add("file", -1);
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  try {
    return po::command_line_parser(words).options(description).positional(positional).style(style).run();
  } catch (const po::unknown_option& e) {
    unknown_option(command, e.get_option_name());
  } catch (const po::invalid_command_line_syntax& e) {
    const bool missing = e.kind() == po::invalid_syntax::missing_parameter ||
                         e.kind() == po::invalid_syntax::empty_adjacent_parameter;
    throw UsageError(fmt::format("'{}' {} a value", e.get_option_name(), missing ? "needs" : "doesn't take"),
                     help_hint(command));
  } catch (const po::error& e) {
    throw UsageError(e.what(), help_hint(command));
  }
}

void check_files(const Command& command, const Arguments& arguments) {
  const std::size_t n = arguments.files().size();
  if (command.files.empty()) {
    if (n > 0) throw UsageError(fmt::format("`cea {}` takes no file", command.name), help_hint(command));
    return;
  }
  if (n == 0)
    throw UsageError(fmt::format("`cea {}` needs a file", command.name),
                     fmt::format("as `cea {} {}`", command.name, command.files));
  if (command.two_files && n != 2)
    throw UsageError(fmt::format("`cea {}` takes two files, not {}", command.name, n),
                     fmt::format("as `cea {} {}`", command.name, command.files));
  if (n > 1 && !command.many_files && !command.two_files)
    throw UsageError(fmt::format("`cea {}` takes one file, not {}", command.name, n),
                     fmt::format("as `cea {} {}`", command.name, command.files));
}

} // namespace

const Option& option_called(std::string_view name) {
  return *std::find_if(kOptions.begin(), kOptions.end(), [&](const Option& o) { return o.name == name; });
}

const std::vector<std::string>& Arguments::all(std::string_view option) const {
  static const std::vector<std::string> none;
  const auto it = values_.find(option);
  return it == values_.end() ? none : it->second;
}

std::optional<std::string> Arguments::one(std::string_view option) const {
  const auto it = values_.find(option);
  if (it == values_.end() || it->second.empty()) return std::nullopt;
  return it->second.front();
}

void Arguments::add(const std::string& option, std::vector<std::string> values) {
  std::vector<std::string>& known = values_[option];
  known.insert(known.end(), std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
}

Arguments parse_arguments(const Command& command, const std::vector<std::string>& words) {
  Arguments arguments;
  for (auto& given : parse(command, words).options) {
    const bool again = arguments.has(given.string_key);
    if (again && given.string_key != "file" && !option_called(given.string_key).repeatable)
      throw UsageError(fmt::format("'--{}' is given twice", given.string_key));
    arguments.add(given.string_key, std::move(given.value));
  }
  if (!arguments.has("help")) check_files(command, arguments);
  return arguments;
}

} // namespace cea::cli
