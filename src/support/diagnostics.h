#pragma once

#include "support/source.h"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace cea {

enum class Severity { warning, error };

/// One problem of the input: what is wrong, where, and what to do about it.
struct Diagnostic {
  Severity severity = Severity::error;
  Span span;
  std::string message;
  std::string hint; ///< empty where there is nothing to add
};

/// The problems that a phase found, in the order found. A phase goes on after an error as far as it can,
/// so that one run reports everything; exact repeats (same place, same message) are kept once, and
/// errors past `kMostErrors` are counted, not kept.
class Diagnostics {
public:
  static constexpr std::size_t kMostErrors = 100;

  void error(Span span, std::string message, std::string hint = {});
  void warning(Span span, std::string message, std::string hint = {});
  /// Adds what another phase found.
  void append(const Diagnostics& found);

  [[nodiscard]] bool has_errors() const { return errors_ > 0; }
  [[nodiscard]] std::size_t error_count() const { return errors_; }
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return all_; }
  /// Problems sorted by file (in order of first mention), line and column.
  [[nodiscard]] std::vector<Diagnostic> sorted() const;

private:
  void add(Diagnostic d);

  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
};

/// The input has errors; the diagnostics say which. Thrown once, at the end of a phase. `what()` is all of
/// them, rendered.
class InputError : public std::runtime_error {
public:
  explicit InputError(Diagnostics diagnostics);
  [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }

private:
  Diagnostics diagnostics_;
};

/// A fault found while the model runs: names strategy, state, cycle, sample and the values behind it.
/// `what()` is the message alone.
class ModelError : public std::runtime_error {
public:
  ModelError(Span span, std::string message, std::string hint = {});
  [[nodiscard]] const Diagnostic& diagnostic() const { return diagnostic_; }

private:
  Diagnostic diagnostic_;
};

/// `file:line:column: error: message`, the line with a caret below, and `hint: …`; ends with a newline.
/// Long lines are cut to a window around the caret, tabs become spaces, control characters `?`.
std::string render(const Diagnostic& d, bool color = false);
/// All problems in the order of `sorted()`, and how many errors weren't kept.
std::string render(const Diagnostics& diagnostics, bool color = false);

/// The candidate nearest to `word` by edit distance with transpositions, or empty when none is near
/// (more than a third of the letters differ). Case counts half.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

} // namespace cea
