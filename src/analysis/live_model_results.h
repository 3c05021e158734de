#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// A model as a spreadsheet that computes it: plain data, which a writer of some format puts into a file.
namespace cea {

/// A cell. Rows and columns count from 0.
struct LiveCell {
  enum class Kind { title, heading, text, note, input, number, formula, array_formula };
  enum class Format { general, amount, effect, share, difference, whole };
  int row = 0, column = 0;
  Kind kind = Kind::text;
  std::string text{};            ///< a text, or a formula in Excel's English grammar without its `=`
  std::optional<double> value{}; ///< of numbers, and of formulas with the base values; finite
  std::string shown{};           ///< of formulas that give a text
  Format format = Format::general;
};

struct LiveSheet {
  std::string name; ///< as formulas have it: unique, at most 31 characters, letters, digits, blanks and _
  std::vector<double> widths{}; ///< of the first columns, in characters; the last one holds for the others
  int frozen_rows = 0, frozen_columns = 0;
  std::vector<LiveCell> cells{};
};

struct LiveModelResult {
  std::vector<LiveSheet> sheets{}; ///< in order; the first is `Model`
  std::vector<std::pair<std::string, std::string>>
      names{}; ///< name, and the absolute reference it stands for
  /// Why there is no live model; empty where there is one.
  std::vector<std::string> obstacles{};
};

} // namespace cea
