#pragma once

#include "report/figure.h"

#include <optional>
#include <string>
#include <vector>

/// Figures as files, drawn by gnuplot 5.4 or later.
namespace cea::report {

enum class FigureFormat { svg, pdf, png };

/// `svg`, `pdf` and `png`: names of formats and endings of files.
std::string ending_of(FigureFormat format);
/// The format of that name, or nothing.
std::optional<FigureFormat> figure_format(const std::string& name);

/// What a text is in gnuplot's language: a string in which nothing is substituted or executed, with the
/// variable `apostrophe` in place of that character.
std::string gnuplot_string(const std::string& raw);

/// Commands that write the figures to standard output, each in all formats, one after another, with marks
/// between them. They name no file, and the data stands among them.
std::string gnuplot_script(const std::vector<const Figure*>& figures,
                           const std::vector<FigureFormat>& formats);

struct FigureFile {
  std::string name; ///< `survival.svg`
  std::string content;
};

/// The files in what gnuplot wrote: with the figure's title and message where the format holds such, and
/// without the time at which they were made. A figure that gnuplot didn't finish is missing.
std::vector<FigureFile> figure_files(const std::vector<const Figure*>& figures,
                                     const std::vector<FigureFormat>& formats, const std::string& written);

} // namespace cea::report
