#include "formula/ast.h"

#include <algorithm>
#include <array>

namespace cea::formula {

namespace {

constexpr std::array<std::string_view, 11> kOtherReserved{"and", "or",  "not", "rest", "value", "alive",
                                                          "any", "nan", "inf", "NaN",  "Inf"};
constexpr std::array<std::string_view, 9> kYamlWords{"on", "off",  "yes",   "no",  "y",
                                                     "n",  "true", "false", "null"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

template <class Words> bool contains(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

const std::vector<std::string>& builtin_names() {
  static const std::vector<std::string> names{
      "cycle",        "time",          "mid_time",        "age",        "mid_age", "calendar_year",
      "cycle_length", "time_in_state", "cycles_in_state", "cycle_mean", "t"};
  return names;
}

const std::vector<std::string>& function_names() {
  static const std::vector<std::string> names{
      "exp",       "log",     "sqrt",      "abs",        "min",          "max",
      "floor",     "ceil",    "mod",       "normal_cdf", "rate_to_prob", "prob_to_rate",
      "per_cycle", "odds",    "from_odds", "apply_hr",   "apply_or",     "apply_rr",
      "expected",  "annuity", "if",        "cycle_mean"};
  return names;
}

bool is_reserved(std::string_view name) {
  return contains(builtin_names(), name) || contains(function_names(), name) ||
         contains(kOtherReserved, name);
}

bool is_yaml_word(std::string_view name) {
  std::string lower(name);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return contains(kYamlWords, lower);
}

bool is_identifier(std::string_view name) {
  if (name.empty() || !is_letter(name.front())) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

} // namespace cea::formula
