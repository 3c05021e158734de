#pragma once

#include "analysis/verify.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The tests behind `verify`, by what they look at.
namespace cea::verification {

/// What all tests share.
struct Subject {
  std::shared_ptr<const Scenario> scenario;
  std::vector<SetEntry> overrides;
  const VerifyOptions* options = nullptr;
  const CompiledModel* model = nullptr; ///< of the base case
  std::vector<ParameterSummary> parameters;
  VerifiedRun base;

  /// A run of a changed model; nothing, with the reason, where it can't be run.
  [[nodiscard]] std::optional<VerifiedRun> attempt(Scenario changed, std::string& reason) const;
  [[nodiscard]] std::optional<VerifiedRun> attempt(const std::vector<SetEntry>& more,
                                                   std::string& reason) const;
};

using Checks = std::vector<VerifyCheck>;

Checks outcome_checks(const Subject& subject);   ///< utilities, prices and discounting at their limits
Checks structure_checks(const Subject& subject); ///< mortality, trace, cycles, horizon
Checks strategy_checks(const Subject& subject); ///< strategies against each other, engines against each other
Checks input_checks(const Subject& subject);    ///< signs and ranges, prices, samples

VerifyCheck not_applicable(std::string id, std::string changed, std::string expected, std::string reason);
/// A pass, or a fail where `fault` says what is wrong.
VerifyCheck judged(std::string id, std::string changed, std::string expected, const std::string& fault,
                   std::string observed);

/// The effect called `name`, 0 where a strategy has none.
double effect_named(const NamedAmounts& effects, const std::string& name);
/// Equal but for rounding in long sums.
bool agree(double a, double b);

} // namespace cea::verification
