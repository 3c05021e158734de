#pragma once

#include "report/sections.h"

/// The figures of a report, each from the results; without layers where there is nothing to draw.
namespace cea::report {

Figure frontier_figure(const SectionContext& context);      ///< strategies and the efficiency frontier
Figure category_figure(const SectionContext& context);      ///< cost by category, a bar a strategy
Figure plane_figure(const SectionContext& context);         ///< cost-effectiveness plane
Figure acceptability_figure(const SectionContext& context); ///< CEAC and frontier
Figure convergence_figure(const SectionContext& context);   ///< means against the number of samples
Figure evpi_figure(const SectionContext& context);
Figure loss_figure(const SectionContext& context); ///< expected loss
Figure tornado_figure(const SectionContext& context);
Figure two_way_figure(const SectionContext& context, std::size_t index);
Figure budget_figure(const SectionContext& context);
/// State diagram, cohort trace of each strategy, survival and what was observed.
std::vector<Figure> model_figures(const SectionContext& context);
Figure validation_figure(const SectionContext& context); ///< model against data

/// For people, the trace at some of its rows; for data, at all.
std::vector<Table> selected_trace_tables(const SectionContext& context);

/// A series a strategy, in colours that are the same in all figures.
std::vector<FigureSeries> strategy_series(const SectionContext& context);
/// A rule over the whole height at the threshold, for an axis x of willingness to pay.
void add_threshold_rule(Figure& figure, const SectionContext& context);

} // namespace cea::report
