#pragma once

#include "formula/graph.h"

#include <optional>
#include <string>
#include <vector>

namespace cea::formula {

/// How many arguments a function takes; nothing where the name is no function of numbers.
struct Arity {
  std::size_t least, most;
  const char* form; ///< for messages: "rate_to_prob(rate, duration)"
};
std::optional<Arity> arity_of(const std::string& function);

/// A function of the language as graph nodes; `a` has the right number of arguments. Conversions between
/// rates, probabilities and odds follow Fleurence & Hollenbeak 2007 (Pharmacoeconomics 25:3–6):
/// rate_to_prob(r, d) = 1 − e^(−r·d), prob_to_rate(p, d) = −ln(1 − p)/d,
/// per_cycle(p, d) = 1 − (1 − p)^(cycle_length/d), apply_hr(p, hr) = 1 − (1 − p)^hr.
NodeId function_node(Graph& graph, const std::string& name, const std::vector<NodeId>& a);

} // namespace cea::formula
