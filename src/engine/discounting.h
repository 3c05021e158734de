#pragma once

#include "formula/resolver.h"
#include "model/settings.h"

#include <optional>
#include <vector>

namespace cea {

/// A discount rule with its rates as nodes.
struct Discounting {
  struct Step {
    double from = 0;
    formula::NodeId rate = 0;
  };
  std::vector<Step> steps;
  Compounding compounding = Compounding::annual;
  std::optional<CycleDate> at;
  bool by_year = false, first_year_discounted = false;
};

std::optional<Discounting> resolve_discounting(const DiscountRule& rule, formula::Resolver& resolver,
                                               formula::Graph& graph, Diagnostics& diagnostics);

/// The factor at `time` (years, a node). A rate holds from its step on, and steps multiply:
/// annual (1+r)^−t, per_cycle (1+r·Δ)^−(t/Δ), continuous e^(−r·t); by year, t is its floor, and one more
/// where the first year is discounted. (Gravelle & Smith 2001; Attema, Brouwer & Claxton 2018.)
formula::NodeId discount_factor(formula::Graph& graph, const Discounting& rule, formula::NodeId time);

} // namespace cea
