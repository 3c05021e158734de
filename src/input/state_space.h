#pragma once

#include "input/reader.h"
#include "model/structure.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cea::input {

/// What a key such as `tnf.any` stands for.
struct StateMatch {
  std::vector<StateIndex> states; ///< ascending
  bool pattern = false;           ///< more than the name of one state
};

/// The health states and their layers; resolves names and patterns.
class StateSpace {
public:
  std::vector<Layer> layers;

  [[nodiscard]] const std::vector<HealthState>& states() const { return states_; }
  [[nodiscard]] std::vector<HealthState>& states() { return states_; }
  [[nodiscard]] std::size_t size() const { return states_.size(); }
  [[nodiscard]] const HealthState& state(StateIndex s) const { return states_[static_cast<std::size_t>(s)]; }
  void add(HealthState state);

  [[nodiscard]] std::optional<StateIndex> find(const std::string& id) const;
  [[nodiscard]] std::vector<StateIndex> living() const;
  /// The dead states.
  [[nodiscard]] std::vector<StateIndex> dead() const;

  /// Whether a key is a pattern of layer values with at least one `any`; its values needn't exist.
  [[nodiscard]] bool is_pattern(std::string_view key) const;
  /// A state, a pattern or `alive`; reports a name that nothing defines.
  std::optional<StateMatch> match(const std::string& key, const Span& at, Context& context) const;
  /// One state; reports patterns and unknown names.
  std::optional<StateIndex> single(const std::string& id, const Span& at, Context& context) const;
  /// A state, a pattern, `alive`, or a list of these; ascending, without repeats.
  std::vector<StateIndex> match_list(const Node& node, const std::string& what, Context& context) const;
  /// The text with `<layer>` replaced by the state's value of that layer.
  std::string substitute(const std::string& text, StateIndex state, const Span& at, Context& context) const;

private:
  [[nodiscard]] bool matches(const std::vector<std::string_view>& parts, const HealthState& state) const;
  bool check_values(const std::vector<std::string_view>& parts, const Span& at, Context& context) const;
  void report_unknown(const std::string& key, const Span& at, Context& context) const;
  void append_value(std::string& out, std::string_view layer, StateIndex state, const Span& at,
                    Context& context) const;

  std::vector<HealthState> states_;
  std::unordered_map<std::string, StateIndex> index_;
};

/// Reads `states:` with its layers. Reports ids, unknown keys, and states that two patterns describe.
StateSpace read_states(const Node* node, Context& context);

/// Reads `clocks:`.
std::vector<Clock> read_clocks(const Node* node, const StateSpace& space, Context& context);

} // namespace cea::input
