// Figures of the model: state diagram, cohort trace, survival, and the trace against data.
#include "report/figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace cea::report {
namespace {

std::string state_name(const SectionContext& context, std::size_t state) {
  const Results& r = context.results();
  return clean(state < r.state_labels.size() && !r.state_labels[state].empty() ? r.state_labels[state]
                                                                               : r.trace->states[state]);
}

/// Strategies whose cohorts go the same way, by the first of them.
std::vector<std::vector<std::size_t>> same_traces(const Trace& trace) {
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t s = 0; s < trace.rows.size(); ++s) {
    const auto it = std::find_if(groups.begin(), groups.end(),
                                 [&](const auto& g) { return trace.rows[g.front()] == trace.rows[s]; });
    if (it == groups.end())
      groups.push_back({s});
    else
      it->push_back(s);
  }
  return groups;
}

std::string names_of(const SectionContext& context, const std::vector<std::size_t>& strategies) {
  std::string names;
  for (const std::size_t s : strategies)
    names += (names.empty() ? "" : "; ") + context.strategy(s);
  return names;
}

/// Living states in the palette's colours, the others in grey.
std::string state_color(const Trace& trace, std::size_t state) {
  if (!trace.alive[state]) return "#C4C9CE";
  const auto before =
      std::count(trace.alive.begin(), trace.alive.begin() + static_cast<std::ptrdiff_t>(state), true);
  return palette_color(static_cast<std::size_t>(before));
}

FigureAxis time_axis(const Trace& trace) {
  return {trace.cycle_length > 0 ? "Years" : "Cycle", NumberFormat::plain};
}

double time_of(const Trace& trace, std::size_t row) {
  return static_cast<double>(row) * (trace.cycle_length > 0 ? trace.cycle_length : 1);
}

Figure trace_figure(const SectionContext& context, const std::vector<std::size_t>& strategies) {
  const Trace& trace = *context.results().trace;
  const auto& rows = trace.rows[strategies.front()];
  Figure figure;
  figure.id = "trace-" + fmt::format("{}", strategies.front() + 1);
  figure.title = "Cohort trace: " + names_of(context, strategies);
  figure.x = time_axis(trace);
  figure.y = {"Share of the cohort", NumberFormat::percent};
  figure.y.low = 0;
  figure.y.high = 1;
  FigureData data{"shares",
                  {number_column("time", figure.x.title, NumberFormat::plain),
                   number_column("from", "From", NumberFormat::percent),
                   number_column("to", "To", NumberFormat::percent),
                   number_column("share", "Share", NumberFormat::percent), series_column()}};
  std::vector<double> below(rows.size(), 0);
  for (std::size_t state = 0; state < trace.states.size(); ++state) {
    if (std::none_of(rows.begin(), rows.end(), [&](const auto& row) { return row[state] > 0; })) continue;
    figure.series.push_back({state_name(context, state), state_color(trace, state), false});
    for (std::size_t r = 0; r < rows.size(); ++r) {
      data.columns[0].numbers.push_back(time_of(trace, r));
      data.columns[1].numbers.push_back(below[r]);
      below[r] += rows[r][state];
      data.columns[2].numbers.push_back(std::min(below[r], 1.0));
      data.columns[3].numbers.push_back(rows[r][state]);
      data.columns[4].texts.push_back(figure.series.back().id);
    }
  }
  figure.data.push_back(std::move(data));
  FigureLayer areas{FigureMark::area, "shares", "time", "from", "", "to"};
  areas.series = true;
  areas.opacity = 0.85;
  areas.tooltip = {kSeriesColumn, "time", "share"};
  figure.layers.push_back(areas);
  std::size_t half = rows.size() / 2;
  const auto most = std::max_element(rows[half].begin(), rows[half].end()) - rows[half].begin();
  figure.message = fmt::format(
      "Shares of the cohort by state. Halfway, at {} {}, the largest share is in {} ({}).",
      context.tables.style.significant(time_of(trace, half), 4), trace.cycle_length > 0 ? "years" : "cycles",
      state_name(context, static_cast<std::size_t>(most)),
      context.tables.style.percent(rows[half][static_cast<std::size_t>(most)]));
  return figure;
}

double alive_share(const Trace& trace, const std::vector<double>& row) {
  double share = 0;
  for (std::size_t state = 0; state < row.size(); ++state)
    share += trace.alive[state] ? row[state] : 0;
  return share;
}

/// What was observed of survival in the base case, on the curves of its strategies.
void add_observed(Figure& figure, const SectionContext& context,
                  const std::vector<std::vector<std::size_t>>& strategies) {
  FigureData data{"observed",
                  {number_column("time", figure.x.title, NumberFormat::plain),
                   number_column("alive", "Observed", NumberFormat::percent),
                   number_column("low", "Low", NumberFormat::percent),
                   number_column("high", "High", NumberFormat::percent), series_column()}};
  const Trace& trace = *context.results().trace;
  for (const ValidationResult& v : context.results().validation) {
    std::string quantity = v.quantity;
    std::erase(quantity, ' ');
    if (quantity != "in(alive)" || !v.scenario.empty() || !v.subgroup.empty()) continue;
    for (std::size_t i = 0; i < strategies.size(); ++i)
      for (const std::size_t s : strategies[i]) {
        if (trace.strategies[s] != v.strategy) continue;
        const double values[] = {v.at, v.observed, v.low.value_or(v.observed), v.high.value_or(v.observed)};
        for (std::size_t c = 0; c < 4; ++c)
          data.columns[c].numbers.push_back(values[c]);
        data.columns[4].texts.push_back(figure.series[i].id);
      }
  }
  if (data.columns[0].numbers.empty()) return;
  figure.data.push_back(std::move(data));
  FigureLayer intervals{FigureMark::rule, "observed", "time", "low", "time", "high"};
  intervals.series = true;
  FigureLayer points{FigureMark::point, "observed", "time", "alive"};
  points.series = true;
  points.size = 70;
  points.tooltip = {kSeriesColumn, "time", "alive", "low", "high"};
  figure.layers.push_back(intervals);
  figure.layers.push_back(points);
  figure.note = "Points: what was observed, with its interval.";
}

Figure survival_figure(const SectionContext& context) {
  const Trace& trace = *context.results().trace;
  Figure figure;
  if (std::all_of(trace.alive.begin(), trace.alive.end(), [](bool b) { return b; })) return figure;
  figure.id = "survival";
  figure.title = "Survival";
  figure.x = time_axis(trace);
  figure.y = {"Alive", NumberFormat::percent};
  figure.y.low = 0;
  figure.y.high = 1;
  FigureData data{"alive",
                  {number_column("time", figure.x.title, NumberFormat::plain),
                   number_column("alive", "Alive", NumberFormat::percent), series_column()}};
  std::map<std::vector<double>, std::vector<std::size_t>> curves;
  std::vector<std::vector<double>> order;
  for (std::size_t s = 0; s < trace.rows.size(); ++s) {
    std::vector<double> curve;
    for (const std::vector<double>& row : trace.rows[s])
      curve.push_back(std::round(alive_share(trace, row) * 1e9) / 1e9);
    if (!curves.contains(curve)) order.push_back(curve);
    curves[curve].push_back(s);
  }
  figure.message = "Share of the cohort alive.";
  std::vector<std::vector<std::size_t>> groups;
  for (const std::vector<double>& curve : order) {
    const std::vector<std::size_t>& strategies = curves[curve];
    groups.push_back(strategies);
    figure.series.push_back({clean(names_of(context, strategies)), palette_color(strategies.front()),
                             figure.series.size() % 2 == 1});
    const auto half = std::find_if(curve.begin(), curve.end(), [](double x) { return x < 0.5; });
    if (half != curve.end())
      figure.message += fmt::format(
          " {}: half have died by {} {}.", figure.series.back().id,
          context.tables.style.significant(time_of(trace, static_cast<std::size_t>(half - curve.begin())), 3),
          trace.cycle_length > 0 ? "years" : "cycles");
    for (std::size_t r = 0; r < curve.size(); ++r) {
      data.columns[0].numbers.push_back(time_of(trace, r));
      data.columns[1].numbers.push_back(curve[r]);
      data.columns[2].texts.push_back(figure.series.back().id);
    }
  }
  figure.data.push_back(std::move(data));
  FigureLayer lines{FigureMark::line, "alive", "time", "alive"};
  lines.series = true;
  lines.tooltip = {kSeriesColumn, "time", "alive"};
  figure.layers.push_back(lines);
  add_observed(figure, context, groups);
  return figure;
}

} // namespace

Figure state_diagram(const SectionContext& context);

std::vector<Figure> model_figures(const SectionContext& context) {
  std::vector<Figure> figures;
  if (context.results().explanation && context.results().trace) figures.push_back(state_diagram(context));
  if (!context.results().trace) return figures;
  for (const auto& strategies : same_traces(*context.results().trace))
    figures.push_back(trace_figure(context, strategies));
  figures.push_back(survival_figure(context));
  return figures;
}

Figure validation_figure(const SectionContext& context) {
  const std::vector<ValidationResult>& all = context.results().validation;
  Figure figure;
  if (all.empty()) return figure;
  figure.id = "validation";
  figure.title = "Model against data";
  figure.x = {"Observed", NumberFormat::plain};
  figure.y = {"Model", NumberFormat::plain};
  std::vector<double> observed, model, low, high;
  std::vector<std::string> names;
  double most = 0, worst = 0;
  for (const ValidationResult& v : all) {
    observed.push_back(v.observed);
    model.push_back(v.model);
    low.push_back(v.low.value_or(v.observed));
    high.push_back(v.high.value_or(v.observed));
    names.push_back(fmt::format("{}, {}, {}", v.label.empty() ? v.quantity : v.label, v.strategy, v.at_text));
    most = std::max({most, v.observed, v.model, high.back()});
    worst = std::max(worst, std::abs(v.model - v.observed));
  }
  figure.message =
      fmt::format("{} observed figures; the model differs from them by at most {}. On the line, model and "
                  "data agree.",
                  all.size(), context.tables.style.significant(worst, 3));
  figure.data = {
      {"figures",
       {number_column("observed", "Observed", NumberFormat::plain, observed),
        number_column("model", "Model", NumberFormat::plain, model),
        number_column("low", "Low", NumberFormat::plain, low),
        number_column("high", "High", NumberFormat::plain, high), text_column("name", "Figure", names)}},
      {"line",
       {number_column("observed", "Observed", NumberFormat::plain, {0, most}),
        number_column("model", "Model", NumberFormat::plain, {0, most})}}};
  FigureLayer line{FigureMark::line, "line", "observed", "model"};
  line.dashed = true;
  line.size = 1.5;
  FigureLayer intervals{FigureMark::rule, "figures", "low", "model", "high", "model"};
  FigureLayer points{FigureMark::point, "figures", "observed", "model"};
  points.size = 90;
  points.color = palette_color(0);
  points.tooltip = {"name", "observed", "model"};
  intervals.color = palette_color(0);
  figure.layers = {line, intervals, points};
  return figure;
}

std::vector<Table> selected_trace_tables(const SectionContext& context) {
  constexpr std::size_t kMost = 15;
  std::vector<Table> tables = trace_tables(context.tables);
  if (context.tables.is_data()) return tables;
  std::vector<Table> some;
  for (const auto& strategies : same_traces(*context.results().trace)) {
    Table& table = some.emplace_back(std::move(tables[strategies.front()]));
    table.title = "Cohort trace, " + names_of(context, strategies);
    const std::size_t step = std::max<std::size_t>(1, (table.rows.size() + kMost - 1) / kMost);
    std::vector<std::vector<Cell>> kept;
    for (std::size_t r = 0; r < table.rows.size(); r += step)
      kept.push_back(std::move(table.rows[r]));
    if (step > 1) table.notes.push_back(fmt::format("Every {} cycles; tables/ has all.", step));
    table.rows = std::move(kept);
  }
  return some;
}

} // namespace cea::report
