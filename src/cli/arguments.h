#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace cea::cli {

/// Wrong use of the command line; the hint says what would be right.
class UsageError : public std::runtime_error {
public:
  explicit UsageError(const std::string& message, std::string hint = {})
      : std::runtime_error(message), hint_(std::move(hint)) {}
  [[nodiscard]] const std::string& hint() const { return hint_; }

private:
  std::string hint_;
};

/// An option as help shows it and the parser takes it.
struct Option {
  std::string_view name;
  char letter = 0;           ///< of the short form, 0 where there is none
  std::string_view argument; ///< what its value is called; empty for a switch
  std::string_view help;     ///< empty: hidden
  bool repeatable = false;
};

/// The option of that name; every name that a command lists must be known.
const Option& option_called(std::string_view name);

/// A command line taken apart.
class Arguments {
public:
  [[nodiscard]] bool has(std::string_view option) const { return values_.contains(option); }
  /// Every value of an option, in the order given.
  [[nodiscard]] const std::vector<std::string>& all(std::string_view option) const;
  [[nodiscard]] std::optional<std::string> one(std::string_view option) const;
  [[nodiscard]] const std::vector<std::string>& files() const { return all("file"); }
  [[nodiscard]] const std::string& file() const { return files().front(); }

  void add(const std::string& option, std::vector<std::string> values);

private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

struct Command;

/// Takes a command's arguments apart. Throws UsageError for an option that the command doesn't have, a value
/// that is missing or one too many, and a wrong number of files. With `--help` anything goes.
Arguments parse_arguments(const Command& command, const std::vector<std::string>& words);

} // namespace cea::cli
