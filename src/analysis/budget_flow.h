#pragma once

#include "analysis/budget_results.h"
#include "engine/compile.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace cea {

/// What a model compiled with `CompileOptions::years` yields, by meaning.
class YearlyOutputs {
public:
  /// `categories`: names of the categories that count, in the order of results.
  YearlyOutputs(const CompiledModel& model, const std::vector<std::string>& categories);

  /// Cost of a person, and the share alive at its start, in each year since the start.
  struct Years {
    std::vector<std::vector<std::vector<double>>> cost; ///< [strategy][category][year]
    std::vector<std::vector<double>> alive;             ///< [strategy][year]
  };
  /// An average person, and one of each subgroup; `value` gives a channel.
  struct Person : Years {
    std::vector<Years> groups; ///< empty without subgroups
  };
  using Value = std::function<double(std::size_t channel)>;
  [[nodiscard]] Person person(const Value& value) const;

private:
  const CompiledModel& model_;
  std::vector<std::vector<int>> category_of_; ///< [strategy][the model's category]: −1 where it doesn't count
  std::size_t categories_;
};

/// People by the year in which they start (0 alone where that makes no difference) and by the calendar year
/// whose prices hold.
using BudgetPeople = std::vector<std::vector<YearlyOutputs::Person>>;

/// Adds up a budget: `inputs` are those of one sample before price factors. Throws InputError with what can't
/// be, `where` added to the messages.
BudgetFlow budget_flow(const CompiledModel& model, std::span<const double> inputs, const BudgetPeople& people,
                       const std::string& where);

/// Categories of all strategies that the settings count, in order of first appearance.
std::vector<std::string> counted_categories(const CompiledModel& model);

} // namespace cea
