#pragma once

#include "analysis/results.h"
#include "model/scenario.h"

#include <nlohmann/json.hpp>

#include <string>

namespace cea::reference {

/// A folder of published reference data that isn't part of the project, beside the checkout.
std::string folder(const std::string& case_name);

/// Whether the folder is there; prints why a test is skipped where it isn't.
bool is_there(const std::string& case_name);

nlohmann::ordered_json expected(const std::string& case_name);

/// A CSV file of numbers with a line of headings, without quotes.
SampleInputs read_samples(const std::string& path);

/// How closely results must agree: |got − want| ≤ max(absolute, relative·|want|).
struct Tolerance {
  double absolute = 0, relative = 0;
};

Tolerance tolerance_of(const nlohmann::ordered_json& section);

bool agrees(double got, double want, Tolerance t);

/// Index of a strategy by id.
std::size_t index_of(const PsaResult& psa, const std::string& id);

/// Compares an incremental table given as `strategy, inc_cost, inc_effect, icer, status` (ND, D, ED).
void check_incremental(const std::vector<IncrementalRow>& rows, const std::vector<std::string>& ids,
                       const nlohmann::ordered_json& want, Tolerance t);

/// Compares probability, frontier, mean net benefit, expected loss and EVPI at the given points, each of
/// which must be one of the summary's thresholds.
void check_curve(const PsaResult& psa, const nlohmann::ordered_json& points, Tolerance t);

} // namespace cea::reference
