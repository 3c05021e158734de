// Figures of the deterministic results: frontier, costs by category, budget impact.
#include "report/figures.h"
#include "report/lookup.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace cea::report {
namespace {

std::vector<std::string> categories_of(const BaseCase& b) {
  std::vector<std::string> names;
  for (const StrategyTotals& s : b.strategies)
    for (const auto& [name, x] : s.cost_by_category)
      if (x != 0 && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

/// Bars on top of one another: what is positive to one side of 0, what is negative to the other.
class Stacks {
public:
  /// Both ends of the next part of a bar.
  std::pair<double, double> add(std::size_t bar, double value) {
    double& end = value < 0 ? negative_[bar] : positive_[bar];
    const double from = end;
    end += value;
    return {from, end};
  }

private:
  std::map<std::size_t, double> positive_, negative_;
};

std::vector<FigureSeries> named_series(const std::vector<std::string>& names) {
  std::vector<FigureSeries> series;
  for (const std::string& name : names)
    series.push_back({clean(name), palette_color(series.size()), false});
  return series;
}

std::string category_message(const SectionContext& context) {
  std::string text = "Discounted cost per person:";
  const BaseCase& b = *context.results().base_case;
  for (std::size_t s = 0; s < b.strategies.size(); ++s) {
    const auto& parts = b.strategies[s].cost_by_category;
    if (parts.empty()) continue;
    const auto largest = std::max_element(parts.begin(), parts.end(),
                                          [](const auto& x, const auto& y) { return x.second < y.second; });
    text += fmt::format(" {} {}, most of it {}.", context.strategy(s),
                        context.tables.style.amount(b.strategies[s].cost), largest->first);
  }
  return text;
}

} // namespace

Figure frontier_figure(const SectionContext& context) {
  const BaseCase& b = *context.results().base_case;
  Figure figure;
  if (b.strategies.size() < 2) return figure;
  figure.id = "efficiency-frontier";
  figure.title = "Efficiency frontier, deterministic";
  figure.x = {context.tables.effect_heading(), NumberFormat::effect};
  figure.y = {context.tables.cost_heading(), NumberFormat::money};
  figure.series = strategy_series(context);
  FigureData points{"strategies",
                    {number_column("effect", context.tables.effect_heading(), NumberFormat::effect),
                     number_column("cost", context.tables.cost_heading(), NumberFormat::money),
                     series_column()}};
  for (std::size_t s = 0; s < b.strategies.size(); ++s) {
    points.columns[0].numbers.push_back(amount_or_zero(b.strategies[s].effects, b.effect));
    points.columns[1].numbers.push_back(b.strategies[s].cost);
    points.columns[2].texts.push_back(figure.series[s].id);
  }
  FigureData line{"frontier", {points.columns[0], points.columns[1]}};
  line.columns[0].numbers.clear();
  line.columns[1].numbers.clear();
  std::string names;
  std::size_t dominated = 0;
  for (const IncrementalRow& row : b.incremental) {
    if (row.status != DominanceStatus::reference && row.status != DominanceStatus::non_dominated) {
      ++dominated;
      continue;
    }
    line.columns[0].numbers.push_back(points.columns[0].numbers[row.strategy]);
    line.columns[1].numbers.push_back(points.columns[1].numbers[row.strategy]);
    names += (names.empty() ? "" : ", then ") + context.strategy(row.strategy);
  }
  figure.message = fmt::format("In order of cost, the frontier runs over {}.{}", names,
                               dominated > 0 ? fmt::format(" Not on it: {} dominated.", dominated) : "");
  figure.data = {std::move(line), std::move(points)};
  FigureLayer frontier{FigureMark::line, "frontier", "effect", "cost"};
  FigureLayer dots{FigureMark::point, "strategies", "effect", "cost"};
  dots.series = true;
  dots.size = 120;
  dots.tooltip = {kSeriesColumn, "effect", "cost"};
  figure.layers = {frontier, dots};
  return figure;
}

Figure category_figure(const SectionContext& context) {
  const BaseCase& b = *context.results().base_case;
  const std::vector<std::string> categories = categories_of(b);
  Figure figure;
  if (categories.size() < 2) return figure;
  figure.id = "costs-by-category";
  figure.title = "Discounted costs by category";
  figure.message = category_message(context);
  figure.series = named_series(categories);
  figure.x = {context.tables.cost_heading(), NumberFormat::money};
  figure.x.zero = true;
  figure.y = {"", NumberFormat::plain, true};
  const std::vector<FigureSeries> strategies = strategy_series(context);
  FigureData data{"parts",
                  {text_column("strategy", "Strategy"), number_column("from", "From", NumberFormat::money),
                   number_column("to", "To", NumberFormat::money),
                   number_column("cost", context.tables.cost_heading(), NumberFormat::money),
                   series_column()}};
  Stacks stacks;
  for (std::size_t s = 0; s < strategies.size(); ++s) {
    figure.y.order.push_back(strategies[s].id);
    for (std::size_t c = 0; c < categories.size(); ++c) {
      const double cost = amount_or_zero(b.strategies[s].cost_by_category, categories[c]);
      if (cost == 0) continue;
      const auto [from, to] = stacks.add(s, cost);
      data.columns[0].texts.push_back(strategies[s].id);
      data.columns[1].numbers.push_back(from);
      data.columns[2].numbers.push_back(to);
      data.columns[3].numbers.push_back(cost);
      data.columns[4].texts.push_back(figure.series[c].id);
    }
  }
  figure.height = 60.0 + 44.0 * static_cast<double>(strategies.size());
  figure.data.push_back(std::move(data));
  FigureLayer bars{FigureMark::bar, "parts", "from", "strategy", "to"};
  bars.series = true;
  bars.tooltip = {"strategy", kSeriesColumn, "cost"};
  figure.layers.push_back(bars);
  return figure;
}

Figure budget_figure(const SectionContext& context) {
  Figure figure;
  const auto& budget = context.results().budget;
  if (!budget || budget->base.net.empty()) return figure;
  const BudgetResult& r = *budget;
  figure.id = "budget-impact";
  figure.title = "Net budget impact by year";
  figure.message = fmt::format("Net budget impact of {} in year 1 and {} in year {}, {} over all years.",
                               context.tables.style.amount(r.base.net.front()),
                               context.tables.style.amount(r.base.net.back()), r.base.net.size(),
                               context.tables.style.amount(r.base.cumulative.back()));
  figure.x = {"", NumberFormat::plain, true};
  figure.y = {context.tables.style.in_currency("Net budget impact, undiscounted"), NumberFormat::money};
  figure.y.zero = true;
  std::vector<std::string> shown;
  std::vector<std::size_t> index;
  double largest = 0;
  for (const double net : r.base.net)
    largest = std::max(largest, std::abs(net));
  for (std::size_t c = 0; c < r.categories.size(); ++c)
    if (std::any_of(r.base.net_by_category[c].begin(), r.base.net_by_category[c].end(),
                    [&](double x) { return std::abs(x) > 1e-9 * largest; })) {
      shown.push_back(r.categories[c]);
      index.push_back(c);
    }
  figure.series = named_series(shown);
  FigureData parts{"categories",
                   {text_column("year", "Year"), number_column("from", "From", NumberFormat::money),
                    number_column("to", "To", NumberFormat::money),
                    number_column("net", "Net", NumberFormat::money), series_column()}};
  FigureData totals{
      "net", {text_column("year", "Year"), number_column("net", "Net, all categories", NumberFormat::money)}};
  Stacks stacks;
  for (std::size_t y = 0; y < r.base.net.size(); ++y) {
    const std::string year = fmt::format("Year {}", y + 1);
    figure.x.order.push_back(year);
    totals.columns[0].texts.push_back(year);
    totals.columns[1].numbers.push_back(r.base.net[y]);
    for (std::size_t i = 0; i < index.size(); ++i) {
      const double net = r.base.net_by_category[index[i]][y];
      const auto [from, to] = stacks.add(y, net);
      parts.columns[0].texts.push_back(year);
      parts.columns[1].numbers.push_back(from);
      parts.columns[2].numbers.push_back(to);
      parts.columns[3].numbers.push_back(net);
      parts.columns[4].texts.push_back(figure.series[i].id);
    }
  }
  figure.data = {std::move(parts), std::move(totals)};
  FigureLayer bars{FigureMark::bar, "categories", "year", "from", "", "to"};
  bars.series = true;
  bars.tooltip = {"year", kSeriesColumn, "net"};
  FigureLayer net{FigureMark::point, "net", "year", "net"};
  net.size = 80;
  net.tooltip = {"year", "net"};
  figure.layers = {bars, net};
  figure.note = "Bars: categories; points: their sum.";
  return figure;
}

} // namespace cea::report
