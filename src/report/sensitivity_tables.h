#pragma once

#include "report/table_context.h"

namespace cea::report {

/// One-way analysis: a row a parameter, by swing of net benefit, and what moves nothing as a note; then,
/// where asked for, means given quantiles of each parameter.
std::vector<Table> one_way_tables(const TableContext& context);

/// Two-way analyses: the best strategy over the grid, for people at some of its points, and where the lines
/// between strategies run.
std::vector<Table> two_way_tables(const TableContext& context);

/// Thresholds: a row a target, with the value-based price and rebate where the parameter is a price.
std::vector<Table> threshold_tables(const TableContext& context);

/// Budget impact: by year, by category and strategy, people, and ranges.
std::vector<Table> budget_tables(const TableContext& context);

/// What differs between two files, and the bridge from one's result to the other's.
std::vector<Table> compare_tables(const TableContext& context);

/// Distributional view: health by group, and equivalent health over inequality aversion.
std::vector<Table> equity_tables(const TableContext& context);

/// An increment by cause, state, category and year.
std::vector<Table> why_tables(const TableContext& context);

/// Verification: a row a test.
std::vector<Table> verify_tables(const TableContext& context);
/// `not_applicable`, as machine formats call it.
const char* verify_status(VerifyCheck::Status status);

} // namespace cea::report
