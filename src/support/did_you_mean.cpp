#include "support/diagnostics.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace cea {

namespace {

constexpr std::size_t kLongestWord = 200;
constexpr int kChange = 2; // costs are in halves of an edit, because case counts half

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int substitution(char a, char b) {
  if (a == b) return 0;
  return lower(a) == lower(b) ? 1 : kChange;
}

/// Damerau-Levenshtein distance (optimal string alignment: no part is edited twice), in half edits.
int distance(std::string_view a, std::string_view b) {
  std::vector<int> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = kChange * static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(last);
    last.swap(row);
    row[0] = kChange * static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({last[j] + kChange, row[j - 1] + kChange, last[j - 1] + substitution(a[i - 1], b[j - 1])});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + kChange);
    }
  }
  return row[b.size()];
}

/// The distance, where no more than a third of the longer word's letters differ.
std::optional<int> near_distance(std::string_view a, std::string_view b) {
  const std::size_t longer = std::max(a.size(), b.size()), shorter = std::min(a.size(), b.size());
  if (shorter == 0 || longer > kLongestWord || 3 * (longer - shorter) > longer) return {};
  const int d = distance(a, b);
  if (3 * d > kChange * static_cast<int>(longer)) return {};
  return d;
}

} // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string* best = nullptr;
  int least = 0;
  for (const std::string& candidate : candidates) {
    const auto d = near_distance(word, candidate);
    if (!d || (best && *d >= least)) continue;
    best = &candidate;
    least = *d;
  }
  return best ? *best : std::string();
}

} // namespace cea
