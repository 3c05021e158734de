#pragma once

#include <cstdint>

namespace cea::formula {

/// What a node of a formula's graph does.
enum class NodeOp : std::uint8_t {
  constant,
  input,  // a value that differs between samples: drawn, replayed or varied
  cycle,  // index of the cycle
  stay,   // cycles completed in the current stay in a state
  clock,  // cycles since entering a set of states
  moment, // place in the unit interval over which unit_mean takes the mean
  add,
  subtract,
  multiply,
  divide,
  negate,
  power,
  less,
  less_equal,
  equal,
  not_equal,
  logical_and,
  logical_or,
  logical_not,
  select, // a ? b : c
  exp,
  expm1,
  log,
  log1p,
  sqrt,
  abs,
  min,
  max,
  floor,
  ceil,
  mod,
  normal_cdf,
  log_gamma,          // ln Γ(a)
  gamma_log_survival, // ln Q(a, b), the upper regularised incomplete gamma function
  table,              // column `payload` at a
  table_2,            // column `payload`, of a table with two keys, at a and b
  unit_mean,          // mean of a over `moment` from 0 to 1
  prefix_sum,         // sum of a over the cycles before this one
  patient,            // quantity `payload` of an expectation over differences between patients
  expected,           // expectation `payload`
  // Of who begins the cycle in the first state of the generator `payload`; a is a state, no operand:
  generator_share, // share in state a at the cycle's end
  generator_years, // expected years in state a during the cycle
};

} // namespace cea::formula
