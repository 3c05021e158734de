#pragma once

#include "model/parameters.h"

#include <optional>
#include <string>
#include <vector>

namespace cea {

enum class Interpolation { step, linear, loglinear };

/// A look-up table: `name.column(x)`. Keys ascend strictly.
struct Table {
  struct Column {
    std::string name;
    std::vector<double> values; ///< one a key; all finite
  };
  std::string name;
  std::string quantity; ///< what the columns are, as a unit; empty where not declared
  Span quantity_span;
  std::string key_name;
  std::vector<double> keys;
  std::vector<Column> columns;
  Interpolation between = Interpolation::step;
  std::optional<FormulaText> covers; ///< what a row's figure spans, from its key on
  bool hold_beyond = false;          ///< `beyond: hold`: outside the keys the end values hold
  Provenance provenance;
  Span span;
};

} // namespace cea
