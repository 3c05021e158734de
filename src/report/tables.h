#pragma once

#include "analysis/results.h"
#include "report/table.h"

#include <vector>

namespace cea::report {

/// For whom tables are made: a terminal and a document show labels and a selection of the curves' points;
/// data shows ids, every point, Monte Carlo standard errors beside each value and what words would hide.
enum class Audience { terminal, document, data };

/// All tables of a run, in the order of a report: what was run; incremental and pairwise analysis, both
/// deterministic and probabilistic, the headline first; totals and what they are made of; net monetary
/// benefit; probabilistic results; scenario analyses; inputs that are assumptions; warnings.
std::vector<Table> report_tables(const Results& results, Audience audience);

} // namespace cea::report
