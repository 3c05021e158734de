#include "cli/settings.h"

#include "cli/console.h"
#include "cli/output.h"
#include "input/read.h"
#include "report/json.h"
#include "report/text.h"
#include "support/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace cea::cli {

namespace {

constexpr std::uint64_t kMostSamples = 10'000'000;
constexpr std::uint64_t kMostThreads = 1024;
constexpr std::uint64_t kLargestSeed = std::uint64_t{1} << 53U;
constexpr std::uint64_t kLargestBlock = 4096;

std::optional<std::uint64_t> parse_whole(std::string text) {
  if (text.starts_with('_') || text.ends_with('_')) return std::nullopt;
  std::erase(text, '_');
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::string rendered(const Results& results, Format format) {
  switch (format) {
  case Format::json:
    return report::to_json(results);
  case Format::csv:
    return report::to_csv(results);
  case Format::markdown:
    return report::to_markdown(results);
  case Format::latex:
    return report::to_latex(results);
  case Format::text:
    break;
  }
  return report::to_text(results, output_width());
}

} // namespace

Format format_of(const Arguments& arguments) {
  const std::string name = arguments.one("format").value_or("text");
  const std::vector<std::pair<std::string, Format>> formats = {{"text", Format::text},
                                                               {"json", Format::json},
                                                               {"csv", Format::csv},
                                                               {"markdown", Format::markdown},
                                                               {"latex", Format::latex}};
  std::vector<std::string> names;
  for (const auto& [known, format] : formats) {
    if (known == name) return format;
    names.push_back(known);
  }
  const std::string near = did_you_mean(name, names);
  throw UsageError(fmt::format("'{}' isn't a format", name),
                   near.empty() ? "there are text, json, csv, markdown and latex"
                                : fmt::format("did you mean '{}'?", near));
}

std::optional<std::uint64_t> whole_number(const Arguments& arguments, std::string_view option,
                                          std::uint64_t least, std::uint64_t most) {
  const auto text = arguments.one(option);
  if (!text) return std::nullopt;
  const auto value = parse_whole(*text);
  if (value && *value >= least && *value <= most) return value;
  throw UsageError(fmt::format("`--{}` takes a whole number, not '{}'", option, *text),
                   fmt::format("from {} to {}", least, most));
}

std::optional<std::size_t> samples_of(const Arguments& arguments) {
  return whole_number(arguments, "samples", 0, kMostSamples);
}

std::optional<std::uint64_t> seed_of(const Arguments& arguments) {
  return whole_number(arguments, "seed", 0, kLargestSeed);
}

std::optional<int> cycle_of(const Arguments& arguments) {
  const auto cycle = whole_number(arguments, "cycle", 0, 1'000'000);
  return cycle ? std::optional(static_cast<int>(*cycle)) : std::nullopt;
}

SimulationOptions simulation_of(const Arguments& arguments) {
  SimulationOptions options;
  options.threads = static_cast<int>(whole_number(arguments, "threads", 1, kMostThreads).value_or(0));
  options.lanes = static_cast<int>(whole_number(arguments, "test-block", 1, kLargestBlock).value_or(0));
  return options;
}

WillingnessToPay willingness_to_pay_of(const Arguments& arguments) {
  WillingnessToPay wtp;
  Diagnostics problems;
  for (const std::string& text : arguments.all("wtp")) {
    const std::vector<double> values = read_wtp(text, problems);
    if (problems.has_errors())
      throw UsageError(fmt::format("`--wtp '{}'`: {}", text, problems.all().front().message),
                       "a number, or a range as `--wtp '0 to 200_000 by 5_000'`");
    std::vector<double>& target = values.size() == 1 ? wtp.thresholds : wtp.grid;
    target.insert(target.end(), values.begin(), values.end());
  }
  if (wtp.thresholds.empty()) wtp.thresholds = wtp.grid;
  std::sort(wtp.grid.begin(), wtp.grid.end());
  return wtp;
}

void check_output(const Arguments& arguments) {
  format_of(arguments);
  for (const char* const option : {"output", "dump"})
    if (const auto path = arguments.one(option)) check_output_path(*path);
}

void write_results(const Arguments& arguments, const Results& results) {
  OutputFile file(arguments.one("output").value_or("-"));
  const Format format = format_of(arguments);
  if (format == Format::text && arguments.has("quiet") && !results.warnings.empty()) {
    Results silent = results; // a text says how many warnings there are
    silent.warnings.clear();
    file.write(rendered(silent, format));
  } else {
    file.write(rendered(results, format));
  }
  file.finish();
}

void show_warnings(const Arguments& arguments, const std::vector<Diagnostic>& warnings) {
  if (arguments.has("quiet") || format_of(arguments) != Format::text) return;
  Console console = console_of({});
  console.color = console.color && !arguments.has("no-color");
  console.show_warnings(warnings);
}

} // namespace cea::cli
