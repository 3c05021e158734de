#pragma once

#include "model/items.h"

#include <optional>
#include <string>
#include <vector>

namespace cea {

/// An outcome of the file's own, besides QALYs and life years: `deaths: {entering: dead, each: 1, better:
/// fewer}`.
struct FurtherOutcome {
  std::string id, label;
  bool fewer_is_better = false;
  std::vector<DiscountRule::Step> discounting; ///< in place of the effects' rates; empty: undiscounted
  std::optional<Item> item;                    ///< what counts
  bool by_tree = false;                        ///< only branches of a tree count
  Span span;
};

} // namespace cea
