#pragma once

#include "support/diagnostics.h"
#include "support/source.h"

#include <string>
#include <string_view>
#include <vector>

namespace cea::input {

/// The kinds of mapping in a scenario file that have keys of their own.
enum class Place {
  top,
  setting,
  time,
  cycle_correction,
  discounting,
  price_index,
  table,
  parameter,
  joint,
  correlation,
  set_entry,
  state,
  clock,
  matrix,
  curve,
  curve_part,
  partitioned_survival,
  item,
  strategy,
  subgroup,
  tree,
  validation,
  scenario,
  analyses,
  psa,
  owsa,
  twsa,
  threshold,
  budget,
  equity,
};

/// Whether a word belongs to the language at this place, but to a part that this version doesn't have.
/// The one list of such words: a part that gets built removes its entries.
bool is_of_later_version(Place place, std::string_view key);

/// Reports a key that a mapping doesn't have: unsupported, misspelt or unknown.
void report_unknown_key(Place place, const std::string& what, const std::string& key, const Span& at,
                        const std::vector<std::string>& known, Diagnostics& diagnostics);

/// Whether so many errors were found that more aren't shown, and hints aren't worth looking for.
bool hints_are_wasted(const Diagnostics& diagnostics);

/// A hint `did you mean 'x'?`, or empty.
std::string suggestion(const std::string& word, const std::vector<std::string>& candidates);

/// Reports an id that isn't a letter followed by letters, digits and `_`, or that YAML 1.1 would read as
/// something else. `kind` is `state`, `strategy` …
bool check_id(const std::string& kind, const std::string& id, const Span& at, Diagnostics& diagnostics);

/// As `check_id`, for names that formulas use: not a built-in name, function or operator either.
bool check_formula_name(const std::string& kind, const std::string& name, const Span& at,
                        Diagnostics& diagnostics);

/// `line 7`, or `other.yaml:7` where the place is in another file than `from`.
std::string line_of(const Span& place, const Span& from);

} // namespace cea::input
