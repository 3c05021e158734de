#pragma once

#include "analysis/input_mover.h"
#include "analysis/psa.h"
#include "engine/simulate.h"

#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cea {

/// The parameter that an analysis is asked to vary, among those of the base case that have one value; null
/// after reporting that it changes with time.
const ParameterSummary* movable_parameter(const std::vector<ParameterSummary>& parameters,
                                          const NamedPlace& wanted, Diagnostics& problems);

/// Discounted costs and effects of every strategy at each of several settings.
struct MovedOutcomes {
  std::vector<std::vector<double>> costs, effects; ///< [strategy][setting], per person
  std::vector<std::uint8_t> valid;                 ///< 0 where a probability or amount can't be

  [[nodiscard]] double net_benefit(std::size_t strategy, std::size_t setting, double wtp) const {
    return wtp * effects[strategy][setting] - costs[strategy][setting];
  }
};

/// A model with parameters that can be moved, settings being by index into `names()`: compiled once, run for
/// many settings in one block simulation.
///
/// A moved parameter stands before strategies' `set`, and everything computed from it follows; so do the
/// base values of uncertain parameters that are formulas of it, and the other members of its joint
/// distribution (`follow_moves`). A parameter that the model's size depends on (a horizon) costs a
/// compilation for each of its values.
class MovableModel {
public:
  /// `base`: the model of the base case, compiled with `overrides`; `names`: parameters that may move, none
  /// of which changes with time. Throws InputError where the scenario can't be compiled.
  /// `years`: above 0 for costs by year in place of totals (`CompileOptions::years`).
  MovableModel(const CompiledModel& base, std::vector<SetEntry> overrides, std::vector<std::string> names,
               const SimulationOptions& simulation, const SampleInputs* replay = nullptr, int years = 0);

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] std::size_t index_of(const std::string& name) const;
  [[nodiscard]] const Scenario& scenario() const { return *main_->scenario; }
  /// Whether each value of the parameter costs a compilation.
  [[nodiscard]] bool changes_size(std::size_t parameter) const { return sizing_[parameter]; }
  /// Names of the parameters that move along with one, because they are drawn together.
  [[nodiscard]] std::vector<std::string> moved_with(std::size_t parameter) const;

  /// Calls `use` with each model that the settings need and the settings that it is for; those whose model
  /// can't be compiled are left out.
  using Use = std::function<void(const CompiledModel&, const std::vector<std::size_t>&)>;
  void for_each_model(std::span<const Moves> settings, const Use& use) const;
  /// The model of all settings that don't change its size.
  [[nodiscard]] const CompiledModel& main() const { return *main_; }
  [[nodiscard]] const SampleInputs* replay() const { return replay_; }
  [[nodiscard]] const SimulationOptions& simulation() const { return simulation_; }
  /// A setting in terms of a model's inputs; moves of what isn't an input are left out.
  [[nodiscard]] Moves by_input(const CompiledModel& model, const Moves& setting) const;

  /// Outcomes at each setting, everything else at its base value.
  [[nodiscard]] MovedOutcomes run(std::span<const Moves> settings) const;

  /// Samples given a setting: everything else is drawn, members of a joint distribution from their
  /// distribution given the moved ones.
  [[nodiscard]] PsaSamples samples(const Moves& setting, const PsaOptions& options,
                                   const Progress& progress = {}) const;

  /// Throws InputError with everything that is wrong at a setting that wasn't valid; `where` is added to the
  /// messages.
  [[noreturn]] void report(const Moves& setting, const std::string& where) const;

private:
  [[nodiscard]] std::unique_ptr<CompiledModel> compiled(const Moves& sizing) const;
  /// The moves of a setting that change the model's size.
  [[nodiscard]] Moves sizing_part(const Moves& setting) const;
  void run_rows(const CompiledModel& model, std::span<const Moves> settings,
                const std::vector<std::size_t>& rows, MovedOutcomes& result) const;

  std::shared_ptr<const Scenario> scenario_;
  std::vector<SetEntry> overrides_;
  std::vector<std::string> names_;
  std::set<std::string> varied_; ///< names that need an input of their own
  SimulationOptions simulation_;
  const SampleInputs* replay_;
  int years_;
  std::unique_ptr<CompiledModel> main_;
  std::vector<bool> sizing_; ///< one a name
};

} // namespace cea
