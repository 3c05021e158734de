#pragma once

#include "input/read.h"
#include "model/scenario.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cea {

/// A difference between two scenario files: one parameter, item, row of transitions or setting.
struct ScenarioChange {
  enum class Kind { added, removed, changed };
  Kind kind = Kind::changed;
  std::string path;          ///< `parameters.c_drug`
  std::string before, after; ///< what differs, in short
  Span place_before, place_after;
  bool counts = true; ///< false for what can't change a result: titles, sources, analyses
};

struct ComparedTrees;

/// Two scenario files, what differs between them, and everything in between.
///
/// Files that one extends are part of it. Numbers that are equal, written differently, are no difference.
/// Changes are in the order of the first file, what only the second has behind its section's, and what
/// formulas name is removed last.
class ScenarioPair {
public:
  /// Nothing after errors in either file that have been reported.
  static std::optional<ScenarioPair> read(const std::string& first, const std::string& second,
                                          const ReadOptions& options, Diagnostics& diagnostics);

  [[nodiscard]] const ScenarioFile& first() const;
  [[nodiscard]] const ScenarioFile& second() const;
  [[nodiscard]] const std::vector<ScenarioChange>& changes() const;
  /// The first file with those changes made that are marked; null after an error.
  [[nodiscard]] std::shared_ptr<const Scenario> with(const std::vector<bool>& made,
                                                     Diagnostics& diagnostics) const;

private:
  std::shared_ptr<const ComparedTrees> trees_;
};

} // namespace cea
