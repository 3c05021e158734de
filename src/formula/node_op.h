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
  moment, // the variable `t` of cycle_mean, years since the model's start
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
  table,      // column `payload` at a
  cycle_mean, // mean of a over the cycle
};

} // namespace cea::formula
