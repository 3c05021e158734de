#include "input/limits.h"
#include "input/samples.h"
#include "input/sections.h"
#include "input/sensitivity.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace cea::input {

namespace {

/// Whole numbers up to here are exact as doubles.
constexpr std::int64_t kLargestSeed = std::int64_t{1} << 53;

void read_inputs(const Node& node, const ParameterNames& names, PsaSettings& psa, Context& context) {
  const std::string file = read_text(node, "`inputs`", context);
  const auto source = context.files.load(file, node.span, kMostCsvBytes, context.diagnostics);
  if (!source) return;
  const auto judge = [&](const std::string& column, const Span& at) {
    // `--dump` writes outcomes beside the parameters.
    const bool outcome =
        column.starts_with("cost.") || column.starts_with("qaly.") || column.starts_with("effect.");
    if (outcome && !names.contains(column)) return SampleColumn::skip;
    return names.check(column, at, context) ? SampleColumn::take : SampleColumn::refuse;
  };
  psa.inputs = read_sample_rows(source, judge, context.diagnostics);
  if (psa.inputs) psa.inputs->span = node.span;
}

void settle_sample_count(const Node* samples, PsaSettings& psa, Context& context) {
  if (!psa.inputs) return;
  const auto rows = static_cast<int>(psa.inputs->values[0].size());
  if (samples == nullptr) {
    psa.samples = rows;
  } else if (psa.samples > rows) {
    context.diagnostics.error(samples->span,
                              fmt::format("{} samples asked for, but `inputs` has {}", psa.samples, rows),
                              "leave out `samples` to use all rows");
  }
}

PsaSettings read_psa(const Node& node, const ParameterNames& names, Context& context) {
  PsaSettings psa;
  psa.requested = true;
  const MapReader map(node, Place::psa, "`psa`", {"samples", "seed", "design", "inputs", "invalid"}, context);
  if (!map.is_map()) return psa;
  const Node* samples = map.get("samples");
  if (samples != nullptr)
    psa.samples = static_cast<int>(
        read_integer(*samples, "`samples`", 1, static_cast<std::int64_t>(kMostSampleRows), context)
            .value_or(1));
  if (const Node* seed = map.get("seed"))
    psa.seed =
        static_cast<std::uint64_t>(read_integer(*seed, "`seed`", 0, kLargestSeed, context).value_or(1));
  if (const Node* design = map.get("design"))
    psa.latin_hypercube =
        read_choice<bool>(*design, "`design`", {{"random", false}, {"latin_hypercube", true}}, context)
            .value_or(false);
  if (const Node* invalid = map.get("invalid"))
    psa.drop_invalid =
        read_choice<bool>(*invalid, "`invalid`", {{"error", false}, {"drop", true}}, context).value_or(false);
  if (const Node* inputs = map.get("inputs")) read_inputs(*inputs, names, psa, context);
  settle_sample_count(samples, psa, context);
  return psa;
}

} // namespace

Analyses read_analyses(const Node* node, const ParameterNames& names, const AnalysisIds& ids,
                       Context& context) {
  Analyses analyses;
  if (node == nullptr) return analyses;
  const MapReader map(*node, Place::analyses, "`analyses`",
                      {"headline", "wtp", "psa", "owsa", "twsa", "threshold", "budget_impact", "equity"},
                      context);
  if (!map.is_map()) return analyses;
  if (const Node* headline = map.get("headline"))
    analyses.headline_probabilistic =
        read_choice<bool>(*headline, "`headline`", {{"deterministic", false}, {"probabilistic", true}},
                          context)
            .value_or(false);
  if (const Node* wtp = map.get("wtp")) {
    analyses.wtp_grid = read_thresholds(*wtp, "`wtp`", context);
    std::sort(analyses.wtp_grid.begin(), analyses.wtp_grid.end());
    analyses.wtp_grid.erase(std::unique(analyses.wtp_grid.begin(), analyses.wtp_grid.end()),
                            analyses.wtp_grid.end());
  }
  if (const Node* psa = map.get("psa")) analyses.psa = read_psa(*psa, names, context);
  read_sensitivity(map, {names, ids.strategies, ids.subgroups}, analyses, context);
  return analyses;
}

} // namespace cea::input
