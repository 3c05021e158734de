#include "cli/report_formats.h"

#include "cli/output.h"
#include "report/document_word.h"
#include "support/run_program.h"
#include "support/temporary_folder.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>

namespace cea::cli {

namespace {

using report::Figure;
using report::FigureFormat;

/// The first line of what a program complained about.
std::string complaint(const ProgramRun& run) {
  const std::string_view err = trim(run.err);
  const std::string_view first = err.substr(0, err.find('\n'));
  return first.empty() ? fmt::format("exit status {}", run.status) : std::string(first);
}

/// One gnuplot for these figures.
MadeFiles draw_some(const std::vector<const Figure*>& figures, const std::vector<FigureFormat>& formats) {
  MadeFiles made;
  // Without the settings that a user's own files make.
  const ProgramRun run =
      run_program({"gnuplot", "--default-settings", "-"}, report::gnuplot_script(figures, formats));
  if (!run.found) {
    made.missing.push_back(
        {"gnuplot isn't installed, so figures aren't drawn as files; on Debian and Ubuntu: "
         "apt-get install gnuplot-nox"});
    return made;
  }
  for (report::FigureFile& file : report::figure_files(figures, formats, run.out))
    made.files.push_back({"figures/" + file.name, std::move(file.content)});
  if (made.files.size() < figures.size() * formats.size())
    made.missing.push_back({fmt::format("gnuplot drew {} of {} figures: {}",
                                        made.files.size() / formats.size(), figures.size(), complaint(run))});
  return made;
}

/// Pandoc takes pictures from files much faster than from within its input.
MadeFiles word_of(const report::Document& document, const std::vector<FolderFile>& figures) {
  const TemporaryFolder scratch;
  std::vector<std::string> pictures;
  for (const FolderFile& file : figures)
    if (file.name.starts_with("figures/") && file.name.ends_with(".png")) {
      pictures.push_back(file.name.substr(8));
      std::ofstream(scratch.path() / pictures.back(), std::ios::binary) << file.content;
    }
  MadeFiles made;
  const ProgramRun run = run_program({"pandoc", "--from=commonmark+raw_attribute+attributes", "--to=docx",
                                      "--output=-", "--resource-path=" + scratch.path().string()},
                                     report::document_word(document, pictures));
  if (!run.found)
    made.missing.push_back({"pandoc isn't installed, so report.docx isn't written; on Debian and Ubuntu: "
                            "apt-get install pandoc",
                            false});
  else if (run.status != 0 || run.out.empty())
    made.missing.push_back({fmt::format("pandoc could not write report.docx: {}", complaint(run)), false});
  else
    made.files.push_back({"report.docx", run.out});
  return made;
}

} // namespace

std::vector<FigureFormat> figure_formats_of(const Arguments& arguments) {
  std::vector<FigureFormat> formats;
  if (!arguments.has("figures")) return formats;
  for (const std::string& list : arguments.all("figures"))
    for (const std::string_view part : split(list, ',')) {
      const std::string name(trim(part));
      const auto format = report::figure_format(name);
      if (!format)
        throw UsageError(fmt::format("`--figures`: there is no format '{}'", name),
                         "there are svg, pdf and png, as in `--figures svg,pdf`");
      if (std::find(formats.begin(), formats.end(), *format) == formats.end()) formats.push_back(*format);
    }
  return formats;
}

MadeFiles made_by_others(const report::Document& document, const std::vector<FigureFormat>& formats) {
  // Word takes pictures as PNG alone; without any, both programs work at once.
  const bool pictures = std::find(formats.begin(), formats.end(), FigureFormat::png) != formats.end();
  std::future<MadeFiles> without;
  if (!pictures) without = std::async(std::launch::async, [&] { return make_word(document, {}); });
  MadeFiles made = draw_figures(document, formats);
  MadeFiles word = pictures ? make_word(document, made.files) : without.get();
  std::move(word.files.begin(), word.files.end(), std::back_inserter(made.files));
  std::move(word.missing.begin(), word.missing.end(), std::back_inserter(made.missing));
  return made;
}

MadeFiles draw_figures(const report::Document& document, const std::vector<FigureFormat>& formats) {
  const std::vector<const Figure*> all = report::figures_of(document);
  if (formats.empty() || all.empty()) return {};
  // Every other one, as neighbours are alike in how long they take.
  std::vector<const Figure*> halves[2];
  for (std::size_t i = 0; i < all.size(); ++i)
    halves[i % 2].push_back(all[i]);
  std::future<MadeFiles> other =
      std::async(std::launch::async, [&] { return draw_some(halves[1], formats); });
  MadeFiles made = draw_some(halves[0], formats);
  MadeFiles more = other.get();
  std::move(more.files.begin(), more.files.end(), std::back_inserter(made.files));
  if (made.missing.empty()) made.missing = std::move(more.missing);
  return made;
}

MadeFiles make_word(const report::Document& document, const std::vector<FolderFile>& figures) {
  try {
    return word_of(document, figures);
  } catch (const std::filesystem::filesystem_error& e) {
    throw OutputError(fmt::format("can't make temporary files: {}", e.code().message()));
  }
}

} // namespace cea::cli
