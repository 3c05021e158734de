#pragma once

/// The elementary functions of the inner loops: lane types and operations, exp, expm1, log, log1p, pow,
/// pow_int and the normal distribution function. See lane_math_base.h for what holds for all of them.
#include "support/lane_math_base.h"
#include "support/lane_math_exp_log.h"
#include "support/lane_math_normal.h"
#include "support/lane_math_pow.h"
