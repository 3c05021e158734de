#pragma once

#include <cstddef>

/// The most that one scenario may hold. More is an error that names the limit.
namespace cea::input {

inline constexpr std::size_t kMostYamlBytes = 16U << 20U;
inline constexpr std::size_t kMostCsvBytes = 1U << 30U;
inline constexpr std::size_t kMostYamlNodes = 2'000'000;
inline constexpr std::size_t kDeepestYaml = 100;
inline constexpr std::size_t kLongestExtends = 10;
inline constexpr std::size_t kMostStates = 10'000;
inline constexpr std::size_t kMostStrategies = 200;
inline constexpr std::size_t kMostSubgroups = 1'000;
inline constexpr std::size_t kMostParameters = 100'000;
inline constexpr std::size_t kMostScenarios = 10'000;
inline constexpr std::size_t kMostTableRows = 1'000'000;
inline constexpr std::size_t kMostSampleRows = 10'000'000;
inline constexpr std::size_t kMostThresholds = 100'000;
inline constexpr int kMostGridPoints = 1'000;
inline constexpr int kMostBudgetYears = 50;

} // namespace cea::input
