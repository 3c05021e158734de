// The command `report`: every analysis that the file asks for and every report needs, as a folder.
#include "analysis/live_model.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/evaluate.h"
#include "cli/output.h"
#include "cli/report_folder.h"
#include "cli/report_formats.h"
#include "cli/settings.h"
#include "cli/verification.h"
#include "report/document.h"
#include "report/figure_vega.h"
#include "report/html.h"
#include "report/json.h"
#include "report/redact.h"
#include "report/workbook.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

namespace cea::cli {

namespace {

bool any_uncertain(const Scenario& s) {
  return !s.joint.empty() || s.analyses.psa.inputs.has_value() ||
         std::any_of(s.parameters.begin(), s.parameters.end(),
                     [](const Parameter& p) { return p.distribution.has_value(); });
}

bool any_range(const Scenario& s) {
  return std::any_of(s.parameters.begin(), s.parameters.end(),
                     [](const Parameter& p) { return p.distribution || (p.low && p.high); });
}

/// What the file asks for, and what every report has: probabilistic and one-way analysis, trace, moves.
Request report_request(const LoadedScenario& loaded, const Arguments& arguments) {
  const Scenario& s = *loaded.file.base;
  Request request = request_of(loaded, arguments);
  if (!arguments.has("samples") && any_uncertain(s)) request.psa = true;
  request.sensitivity.probabilistic = request.psa;
  request.trace = !s.trees_alone();
  if (!s.trees_alone()) request.explain_cycle = 0;
  request.cloud = request.psa;
  const bool compares = s.strategies.size() > 1 && !request.thresholds.empty() && any_range(s);
  if (!request.sensitivity.one_way && !s.analyses.owsa && compares)
    request.sensitivity.one_way = OneWaySettings{};
  return request;
}

/// The scenario's text first, then what it includes, in order of first mention.
std::vector<std::shared_ptr<const SourceFile>> files_of(const LoadedScenario& loaded) {
  std::vector<std::shared_ptr<const SourceFile>> files;
  const auto add = [&](const Span& span) {
    const bool known = !span.file || std::any_of(files.begin(), files.end(),
                                                 [&](const auto& f) { return f->name == span.file->name; });
    if (!known) files.push_back(span.file);
  };
  const Scenario& s = *loaded.file.base;
  add(s.time.span);
  for (const Strategy& strategy : s.strategies)
    add(strategy.span);
  for (const Parameter& p : s.parameters)
    add(p.span);
  for (const ScenarioVariant& v : loaded.file.variants)
    add(v.span);
  const auto main =
      std::find_if(files.begin(), files.end(), [&](const auto& f) { return f->name == loaded.file.path; });
  if (main != files.end()) std::rotate(files.begin(), main, main + 1);
  return files;
}

std::string command_line(const Arguments& arguments, const std::vector<std::string>& overrides) {
  std::string line = fmt::format("cea report {}", arguments.file());
  for (const char* option : {"figures", "samples", "seed", "strategy", "wtp", "allow-path"})
    if (arguments.has(option))
      for (const std::string& value : arguments.all(option))
        line += fmt::format(" --{} '{}'", option, value);
  for (const std::string& set : overrides)
    line += fmt::format(" --set '{}'", set);
  return line + fmt::format(" -o {}", *arguments.one("output"));
}

/// The spreadsheet; says why it is without the model where it is.
FolderFile spreadsheet(const report::Document& document, const LoadedScenario& loaded, const Results& results,
                       bool quiet) {
  const LiveModelResult live = live_model(*loaded.file.base, loaded.overrides, *results.base_case);
  for (const std::string& obstacle : live.obstacles)
    if (!quiet)
      fmt::print(stderr, "note: report.xlsx holds tables, but not the model as formulas: {}\n", obstacle);
  try {
    return {"report.xlsx", report::workbook(document, live)};
  } catch (const report::WorkbookError& e) {
    throw OutputError(fmt::format("can't write report.xlsx: {}", e.what()));
  }
}

/// The report's files, and what isn't among them and why.
MadeFiles files_of_report(const report::ReportSource& source, const LoadedScenario& loaded,
                          const std::vector<report::FigureFormat>& formats, bool quiet) {
  const report::Document people = report::make_document(source, report::Audience::document);
  // Other programs work while this one writes the rest.
  std::future<MadeFiles> others =
      std::async(std::launch::async, [&] { return made_by_others(people, formats); });
  const report::Document data = report::make_document(source, report::Audience::data);
  std::vector<FolderFile> files = {{"report.html", report::document_html(people)},
                                   {"results.json", report::to_json(source.results)}};
  for (const report::ReportTable* table : report::tables_of(data))
    files.push_back({fmt::format("tables/{}.csv", table->id), report::render_csv(table->table)});
  for (const report::Figure* figure : report::figures_of(people)) {
    files.push_back({fmt::format("figures/{}.csv", figure->id), report::figure_csv(*figure)});
    files.push_back(
        {fmt::format("figures/{}.vl.json", figure->id), report::vega_lite(*figure).dump(2) + "\n"});
  }
  files.push_back(spreadsheet(people, loaded, source.results, quiet));
  MadeFiles made = others.get();
  std::vector<std::string> pictures;
  for (const FolderFile& file : made.files)
    if (file.name.starts_with("figures/")) pictures.push_back(file.name.substr(8));
  files.push_back({"report.md", report::document_markdown(people, pictures)});
  files.push_back({"report.tex", report::document_latex(people, pictures)});
  std::move(files.begin(), files.end(), std::back_inserter(made.files));
  return made;
}

int run_report(const Arguments& arguments) {
  const auto folder = arguments.one("output");
  if (!folder || *folder == "-")
    throw UsageError("`cea report` writes a folder",
                     "name it: `-o report`, as in `cea report model.yaml -o report`");
  const std::vector<report::FigureFormat> formats = figure_formats_of(arguments);
  check_report_folder(*folder);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  // Verification has little that could be shared out among cores, the analyses much: both at once.
  const bool alone = simulation_of(arguments).threads == 1;
  const std::size_t samples = std::min(kVerifySamples, samples_of(arguments).value_or(kVerifySamples));
  std::future<VerifyResult> verification =
      std::async(alone ? std::launch::deferred : std::launch::async,
                 [&] { return verify_model(loaded, arguments, samples); });
  Evaluation evaluation = evaluate(loaded, report_request(loaded, arguments));
  evaluation.results.verify = verification.get();
  show_warnings(arguments, evaluation.results.warnings);
  Results& results = evaluation.results;
  report::hide_confidential(results);
  const report::ReportSource source{results,
                                    report::without_confidential(files_of(loaded), results.parameters),
                                    command_line(arguments, results.overrides)};
  const MadeFiles made = files_of_report(source, loaded, formats, arguments.has("quiet"));
  replace_report_folder(*folder, made.files);
  for (const MissingFormat& missing : made.missing)
    if (missing.asked_for || !arguments.has("quiet")) to_stderr("cea: {}\n", missing.message);
  return 0;
}

} // namespace

Command report_command() {
  return {
      .name = "report",
      .files = "SCENARIO",
      .summary = "the whole report as a folder: HTML, Markdown, tables, figures, results.json",
      .details =
          "Everything the file asks for and what every report needs: base case, probabilistic and\n"
          "one-way analysis, scenarios, budget impact, verification, CHEERS 2022 checklist. The folder\n"
          "is replaced whole.\n\n"
          "  report.html   one file with all of it, for a browser, a mail or paper; loads nothing\n"
          "  report.md     the same as text\n"
          "  report.xlsx   its tables, and the model as formulas over a sheet of inputs\n"
          "  report.tex    the same for LaTeX   report.docx  for Word (needs pandoc)\n"
          "  tables/       a CSV a table        figures/     data (CSV) and drawing (Vega-Lite) a figure;\n"
          "                                     with --figures as SVG, PDF or PNG, too (needs gnuplot)\n"
          "  results.json  every number\n\n"
          "Example:\n"
          "  cea report scenarios/rheumatoid_arthritis.yaml -o report",
      .options = {"output", "figures", "samples", "seed", "threads", "strategy", "wtp", "set", "allow-path",
                  "quiet", "no-color", "help", "test-block"},
      .folder_help = "the folder to write, replaced whole",
      .run = run_report};
}

} // namespace cea::cli
