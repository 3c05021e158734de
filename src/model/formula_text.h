#pragma once

#include "support/source.h"

#include <string>

namespace cea {

/// A formula (or number) as written, with its place; parsed and resolved when the model is compiled.
struct FormulaText {
  std::string text;
  Span span;
};

} // namespace cea
