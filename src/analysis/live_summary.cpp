// The sheet `Model`: live results beside the engine's.
#include "analysis/live_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

using Kind = LiveCell::Kind;
using Format = LiveCell::Format;

namespace {

constexpr const char* kModel = "Model";
constexpr int kWtpRow = 4, kFirstTableRow = 7;
constexpr double kTolerance = 1e-9;

double relative_difference(double live, double engine) {
  return std::abs(live - engine) / std::max(1e-6, std::abs(engine));
}

double named(const NamedAmounts& amounts, const std::string& id) {
  for (const auto& [name, value] : amounts)
    if (name == id) return value;
  return 0;
}

class Summary {
public:
  explicit Summary(const LiveSummarySource& source)
      : source_(source), s_(*source.model.scenario), base_(source.base_case) {}

  LiveSheet sheet() {
    sheet_ = {.name = kModel, .widths = {34, 34, 18, 18, 16, 24, 18, 16}, .frozen_rows = 3};
    add(0, 0, Kind::title, "The model as formulas");
    add(1, 0, Kind::note,
        "Inputs → values that don't change with time → values by cycle → cohorts → costs and effects by "
        "cycle → totals here. Change a yellow cell of the sheet Inputs and all of it follows.");
    row_ = kFirstTableRow;
    headings(
        {"Strategy", "Result per person", "This workbook", "The report", "Relative difference", "Agrees"});
    const int first = row_;
    for (std::size_t i = 0; i < s_.strategies.size(); ++i)
      strategy(i);
    status(first, row_ - 1);
    comparisons();
    notes();
    return std::move(sheet_);
  }

private:
  void add(int row, int column, Kind kind, std::string text) {
    sheet_.cells.push_back({.row = row, .column = column, .kind = kind, .text = std::move(text)});
  }
  void formula(int column, std::string text, double value, Format format) {
    sheet_.cells.push_back({.row = row_,
                            .column = column,
                            .kind = Kind::formula,
                            .text = std::move(text),
                            .value = value,
                            .format = format});
  }
  void text_formula(int column, std::string text, std::string shown) {
    sheet_.cells.push_back({.row = row_,
                            .column = column,
                            .kind = Kind::formula,
                            .text = std::move(text),
                            .shown = std::move(shown)});
  }
  void headings(const std::vector<std::string>& texts) {
    for (std::size_t i = 0; i < texts.size(); ++i)
      add(row_, static_cast<int>(i), Kind::heading, texts[i]);
    ++row_;
  }

  [[nodiscard]] std::string name(std::size_t strategy) const {
    const Strategy& s = s_.strategies[strategy];
    return s.label.empty() ? s.id : s.label;
  }

  /// Sum of a result's columns, with the weights of the subgroups.
  std::string sum_of(const std::vector<LiveTotal>& totals, double& value) const {
    std::string text;
    for (const LiveTotal& total : totals) {
      text += text.empty() ? "" : "+";
      double weight = 1;
      if (!s_.subgroups.empty()) {
        const formula::NodeId node = source_.model.weights[static_cast<std::size_t>(total.subgroup)];
        text += source_.cells.text(node, 0, kModel).at_least(FormulaPiece::product) + "*";
        weight = source_.cells.value(node, 0);
      }
      text += total.cell;
      value += weight * total.value;
    }
    return text.empty() ? "0" : text;
  }

  void result(std::size_t strategy, const std::string& label, const std::vector<LiveTotal>& totals,
              double engine, Format format) {
    double value = 0;
    std::string text = sum_of(totals, value);
    if (text.size() > 8000) throw LiveObstacle{"a total of more parts than a formula can add up"};
    if (!(relative_difference(value, engine) <= kTolerance))
      throw LiveObstacle{
          fmt::format("'{}' of '{}' would be {} here and is {} in the report: please report this", label,
                      name(strategy), value, engine)};
    add(row_, 0, Kind::text, name(strategy));
    add(row_, 1, Kind::text, label);
    formula(2, std::move(text), value, format);
    sheet_.cells.push_back(
        {.row = row_, .column = 3, .kind = Kind::number, .value = engine, .format = format});
    const std::string live = cell_name(row_, 2), report = cell_name(row_, 3);
    formula(4, fmt::format("ABS({0}-{1})/MAX(1E-6,ABS({1}))", live, report), 0, Format::difference);
    text_formula(5, fmt::format("IF({}<=1E-9,\"yes\",\"no\")", cell_name(row_, 4)), "yes");
    ++row_;
  }

  void strategy(std::size_t i) {
    const StrategyTotals& engine = base_.strategies[i];
    const int index = static_cast<int>(i);
    for (const bool discounted : {true, false}) {
      const std::string suffix = discounted ? "" : ", undiscounted";
      const LiveBook& book = source_.book;
      if (discounted) cost_row_.push_back(row_);
      result(i, "Cost" + suffix, book.totals(index, Outcome::cost, -1, discounted),
             discounted ? engine.cost : engine.undiscounted_cost, Format::amount);
      const auto& categories = source_.model.categories[i];
      for (std::size_t c = 0; discounted && categories.size() > 1 && c < categories.size(); ++c)
        result(i, "   of which " + categories[c],
               book.totals(index, Outcome::cost, static_cast<int>(c), true),
               named(engine.cost_by_category, categories[c]), Format::amount);
      for (const auto& [id, value] : discounted ? engine.effects : engine.undiscounted_effects) {
        if (id == "evly") continue;
        if (discounted && id == base_.effect) effect_row_.push_back(row_);
        const Outcome outcome = outcome_of(s_, id);
        std::string label = id == "qaly" ? "QALYs" : id == "life_years" ? "Life years" : id;
        if (is_further(outcome) && !s_.outcomes[index_of_further(outcome)].label.empty())
          label = s_.outcomes[index_of_further(outcome)].label;
        result(i, label + suffix, book.totals(index, outcome, 0, discounted), value, Format::effect);
      }
    }
  }

  void status(int first, int last) {
    const int kept = row_;
    row_ = 2;
    add(row_, 0, Kind::text, "Check");
    const std::string differences = fmt::format("MAX(E{}:E{})", first + 1, last + 1);
    std::string changed = "0";
    if (source_.inputs > 0)
      changed = fmt::format("SUMPRODUCT(--(ABS({0}!C5:C{1}-{0}!D5:D{1})>1E-12*ABS({0}!D5:D{1})))",
                            live_sheet::kInputs, source_.inputs + 4);
    text_formula(
        1,
        fmt::format("IF({}>0,\"inputs changed: results differ from the report's\",IF({}<=1E-9,\"all "
                    "results agree with the report's to 1e-9\",\"RESULTS DIFFER FROM THE REPORT'S\"))",
                    changed, differences),
        "all results agree with the report's to 1e-9");
    row_ = kept;
  }

  [[nodiscard]] double live(const std::vector<int>& rows, std::size_t i) const {
    for (const LiveCell& cell : sheet_.cells)
      if (cell.row == rows[i] && cell.column == 2 && cell.value) return *cell.value;
    return 0;
  }

  /// Net benefit, then each strategy against its comparator.
  void comparisons() {
    if (effect_row_.size() < s_.strategies.size()) return;
    const double wtp = base_.thresholds.empty() ? 0 : base_.thresholds.front();
    const std::string threshold = fmt::format("$C${}", kWtpRow + 1);
    add(kWtpRow, 0, Kind::text, "Willingness to pay, per unit of effect");
    sheet_.cells.push_back(
        {.row = kWtpRow, .column = 2, .kind = Kind::input, .value = wtp, .format = Format::amount});
    const double sign = base_.fewer_is_better ? -1 : 1;
    ++row_;
    headings({"Net benefit", "", "Net monetary benefit", "", "", "Highest"});
    const int first = row_;
    std::vector<double> nmb;
    for (std::size_t i = 0; i < s_.strategies.size(); ++i)
      nmb.push_back(sign * wtp * live(effect_row_, i) - live(cost_row_, i));
    const double best = *std::max_element(nmb.begin(), nmb.end());
    const int last = first + static_cast<int>(nmb.size());
    for (std::size_t i = 0; i < nmb.size(); ++i) {
      add(row_, 0, Kind::text, name(i));
      formula(2,
              fmt::format("{}{}*{}-{}", sign < 0 ? "-" : "", threshold, cell_name(effect_row_[i], 2),
                          cell_name(cost_row_[i], 2)),
              nmb[i], Format::amount);
      text_formula(5,
                   fmt::format("IF({}=MAX(C{}:C{}),\"highest\",\"\")", cell_name(row_, 2), first + 1, last),
                   nmb[i] == best ? "highest" : "");
      ++row_;
    }
    pairwise(sign, wtp, threshold);
  }

  void pairwise(double sign, double wtp, const std::string& threshold) {
    if (base_.pairwise.empty()) return;
    ++row_;
    headings({"Pairwise comparison", "Compared with", "Incremental cost", "Incremental effect", "ICER",
              "Quadrant", "Incremental net benefit"});
    for (const PairwiseRow& pair : base_.pairwise) {
      const std::size_t a = pair.strategy, b = pair.comparator;
      const double cost = live(cost_row_, a) - live(cost_row_, b);
      const double effect = sign * (live(effect_row_, a) - live(effect_row_, b));
      add(row_, 0, Kind::text, name(a));
      add(row_, 1, Kind::text, name(b));
      formula(2, cell_name(cost_row_[a], 2) + "-" + cell_name(cost_row_[b], 2), cost, Format::amount);
      const std::size_t from = sign > 0 ? a : b, to = sign > 0 ? b : a;
      formula(3, cell_name(effect_row_[from], 2) + "-" + cell_name(effect_row_[to], 2), effect,
              Format::effect);
      ratio(cost, effect, b);
      formula(6, fmt::format("{}*{}-{}", threshold, cell_name(row_, 3), cell_name(row_, 2)),
              wtp * effect - cost, Format::amount);
      ++row_;
    }
  }

  /// As the report has it: differences within 1e-9 are none, and only two quadrants have an ICER.
  void ratio(double cost, double effect, std::size_t of) {
    const std::string c = cell_name(row_, 2), e = cell_name(row_, 3);
    const auto near = [](double size) { return kTolerance * std::max(1.0, std::abs(size)); };
    const auto limit = [&](int row) { return fmt::format("1E-9*MAX(1,ABS({}))", cell_name(row, 2)); };
    const std::string no_cost = limit(cost_row_[of]), no_effect = limit(effect_row_[of]);
    const bool same_cost = std::abs(cost) <= near(live(cost_row_, of)),
               same_effect = std::abs(effect) <= near(live(effect_row_, of));
    const bool has_ratio = !same_cost && !same_effect && (cost > 0) == (effect > 0);
    const std::string test =
        fmt::format("AND(ABS({0})>{2},ABS({1})>{3},{0}*{1}>0)", c, e, no_cost, no_effect);
    const std::string text = fmt::format("IF({},{}/{},\"\")", test, c, e);
    if (has_ratio)
      formula(4, text, cost / effect, Format::amount);
    else
      text_formula(4, text, "");
    const char* shown = has_ratio   ? (cost > 0 ? "costs more, gains more" : "saves, and gains less")
                        : same_cost ? (same_effect  ? "no difference"
                                       : effect > 0 ? "dominant"
                                                    : "dominated")
                        : cost > 0  ? "dominated"
                                    : "dominant";
    text_formula(5,
                 fmt::format("IF({0},IF({1}>0,\"costs more, gains more\",\"saves, and gains less\"),"
                             "IF(ABS({1})>{3},IF({1}>0,\"dominated\",\"dominant\"),IF(ABS({2})<={4},\"no "
                             "difference\",IF({2}>0,\"dominant\",\"dominated\"))))",
                             test, c, e, no_cost, no_effect),
                 shown);
  }

  void notes() {
    ++row_;
    std::vector<std::string> texts = {
        "Counting, discounting and every convention are those of the scenario. Numbers written into formulas "
        "of the scenario stand in the formulas here; the number of cycles is fixed.",
        "Nothing here checks that probabilities stay between 0 and 1 when inputs change: look at the column "
        "Sum of the cohorts."};
    if (s_.in_evly())
      texts.emplace_back("Equal-value life years compare strategies cycle by cycle; they, and comparisons "
                         "that use them, are in the report alone.");
    for (const std::string& text : texts)
      add(row_++, 0, Kind::note, text);
  }

  const LiveSummarySource& source_;
  const Scenario& s_;
  const BaseCase& base_;
  LiveSheet sheet_;
  int row_ = 0;
  std::vector<int> cost_row_, effect_row_; ///< [strategy]
};

} // namespace

LiveSheet live_summary(const LiveSummarySource& source) {
  return Summary(source).sheet();
}

LiveSheet live_refusal(const std::vector<std::string>& obstacles) {
  LiveSheet sheet{.name = kModel, .widths = {100}};
  sheet.cells.push_back(
      {.row = 0, .column = 0, .kind = Kind::title, .text = "The model isn't here as formulas"});
  sheet.cells.push_back({.row = 1,
                         .column = 0,
                         .kind = Kind::note,
                         .text = "Formulas would have to leave out or approximate something. What stands in "
                                 "the way:"});
  int row = 3;
  for (const std::string& obstacle : obstacles)
    sheet.cells.push_back({.row = row++, .column = 0, .text = obstacle});
  return sheet;
}

} // namespace cea
