#pragma once

#include "model/parameters.h"

#include <optional>
#include <string>
#include <vector>

namespace cea {

enum class Interpolation { step, linear, loglinear };

/// A look-up table: `name.column(x)`, or `name.column(x, y)` with two keys. Keys ascend strictly.
struct Table {
  struct Column {
    std::string name;
    std::vector<double> values; ///< one a key (of two keys, one row a value of the first); all finite
  };
  std::string name;
  std::string quantity; ///< what the columns are, as a unit; empty where not declared
  Span quantity_span;
  std::string key_name, second_key_name; ///< the second is empty where there is one key
  std::vector<double> keys, second_keys;
  std::vector<Column> columns;
  Interpolation between = Interpolation::step;
  std::optional<FormulaText> covers; ///< what a row's figure spans, from its key on
  std::optional<FormulaText> second_covers;
  bool hold_beyond = false; ///< `beyond: hold`: outside the keys the end values hold
  Provenance provenance;
  Span span;
};

} // namespace cea
