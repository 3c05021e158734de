#include "property/random_model.h"

#include "property/random_items.h"
#include "property/random_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea::property {

namespace {

bool includes(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

class ModelWriter {
public:
  explicit ModelWriter(std::uint64_t seed)
      : random_(seed), pool_(random_), formulas_(random_, pool_, random_.chance(0.5)),
        items_(random_, formulas_, shape_), tree_(random_, pool_, shape_) {}

  std::string write();
  std::map<std::string, double> draw() { return pool_.draw(); }

private:
  struct Entry {
    std::string to;
    std::string text; ///< formula in quotes, or `rest`
  };
  struct RowOfState {
    std::string state;
    std::vector<Entry> entries; ///< empty: absorbing, or covered
    bool replaceable = true;
    bool covered = false; ///< has the row of a pattern
  };

  std::string header();
  std::string time();
  std::string discounting();
  std::string rate_or_steps();
  std::string tables();
  void choose_states();
  void choose_clock();
  std::string states();
  std::string state(const RowOfState& row);
  std::string start(bool keyed = true);
  std::string mortality();
  void choose_rows();
  RowOfState pattern_row(const std::string& phase, const std::string& other);
  void fill(RowOfState& row);
  std::string transitions();
  std::string items(int costs, int effects, const std::string& indent);
  std::string outcomes();
  std::string strategies();
  std::string strategy(int index);
  std::string replaced_entry();
  std::string scenarios();
  [[nodiscard]] Where where(const std::string& state) const;
  std::string entry(int entries, const Where& where);
  [[nodiscard]] std::string section() const { return by_rates_ ? "transition_rates" : "transitions"; }

  RandomSource random_;
  ParameterPool pool_;
  FormulaWriter formulas_;
  ModelShape shape_;
  ItemWriter items_;
  TreeWriter tree_;
  std::vector<RowOfState> rows_, patterns_;
  bool layered_ = false, mortal_ = false, by_state_mortality_ = false, with_utility_ = true,
       with_tree_ = false, by_rates_ = false;
  int outcomes_ = 0;
};

std::string ModelWriter::write() {
  shape_.semi_markov = random_.chance(0.35);
  with_utility_ = random_.chance(0.9);
  by_rates_ = random_.chance(0.3);
  std::string text = header() + time() + discounting();
  choose_states();
  choose_clock();
  choose_rows();
  with_tree_ = random_.chance(0.25);
  if (with_tree_ && random_.chance(0.5)) shape_.start = random_.uniform(0.05, 1.5);
  const std::string beginning = with_tree_ ? "tree: " + tree_.tree() + "\n" : start();
  text += tables() + states() + beginning + mortality() + transitions();
  text += items(random_.integer(0, 4), random_.integer(0, 2), "");
  text += outcomes() + strategies() + scenarios();
  if (random_.chance(0.1))
    text += "effect: life_years\n";
  else if (outcomes_ > 0 && random_.chance(0.5))
    text += "effect: outcome_1\n";
  return text + pool_.yaml();
}

std::string ModelWriter::header() {
  return "cea: 1\ntitle: Random model\n"
         "setting:\n  {country: US, perspective: health_care, currency: USD, price_year: 2023, start_year: "
         "2024}\n"
         "price_index: {source: test, 2015: 0.81, 2016: 0.82, 2017: 0.85, 2018: 0.87, 2019: 0.9, 2020: 0.92, "
         "2021: 0.95, 2022: 0.97, 2023: 1.01}\n";
}

std::string ModelWriter::time() {
  struct Length {
    std::string text;
    double years;
  };
  const Length length = random_.pick(std::vector<Length>{{"1 year", 1},
                                                         {"6 months", 0.5},
                                                         {"3 months", 0.25},
                                                         {"1 month", 1 / 12.0},
                                                         {"4 weeks", 28 / 365.25},
                                                         {"0.7 years", 0.7},
                                                         {"2 years", 2}});
  shape_.cycles = random_.integer(2, shape_.semi_markov ? 14 : 26);
  shape_.whole_cycles = random_.chance(0.7);
  shape_.horizon = (shape_.cycles - (shape_.whole_cycles ? 0 : random_.uniform(0.05, 0.95))) * length.years;
  shape_.weights = random_.pick(
      {fmt::format("if(cycle == 0 or cycle == {}, 1/3, if(mod(cycle, 2) == 1, 2/3, 4/3))", shape_.cycles),
       std::string("1 / (1 + 0.1 * cycle)"), std::string("if(cycle < 1, 0.5, 1)")});
  const std::string end = shape_.whole_cycles ? fmt::format("cycles: {}", shape_.cycles)
                                              : "horizon: " + digits(shape_.horizon) + " years";
  std::string text =
      fmt::format("time: {{cycle_length: {}, {}, start_age: {}", length.text, end, random_.integer(40, 52));
  if (random_.chance(0.15)) text += ", days_per_year: 365";
  if (random_.chance(0.3))
    text += fmt::format(", cycle_correction: {{costs: {}, effects: {}}}", items_.correction(),
                        items_.correction());
  else if (random_.chance(0.8))
    text += ", cycle_correction: " + items_.correction();
  return text + "}\n";
}

std::string ModelWriter::rate_or_steps() {
  if (random_.chance(0.3))
    return fmt::format("{{0 years: {}%, {} years: {}%}}", random_.integer(0, 6), random_.integer(1, 5),
                       random_.integer(1, 4));
  return fmt::format("{}%", random_.integer(0, 6));
}

std::string ModelWriter::discounting() {
  const auto option = [&](const std::string& key, std::initializer_list<std::string> values) -> std::string {
    const std::vector<std::string> all(values);
    if (random_.chance(0.55)) return "";
    if (random_.chance(0.4))
      return fmt::format(", {}: {{costs: {}, effects: {}}}", key, random_.pick(all), random_.pick(all));
    return fmt::format(", {}: {}", key, random_.pick(all));
  };
  std::string text = fmt::format("discounting: {{costs: {}, effects: {}", rate_or_steps(), rate_or_steps());
  text += option("compounding", {"annual", "per_cycle", "continuous"});
  text += option("at", {"start", "middle", "end"});
  if (random_.chance(0.35))
    text += ", granularity: year" + option("first_year", {"undiscounted", "discounted"});
  return text + "}\n";
}

/// `ageing` (around 1, any interpolation) and `stairs` (steps at birthdays).
std::string ModelWriter::tables() {
  const std::string covers = random_.chance(0.5) ? "    covers: 10 years\n" : "";
  return fmt::format("tables:\n"
                     "  ageing:\n    key: age\n    between: {}\n{}    beyond: hold\n"
                     "    rows: {{age: [30, 42, 50, 61.5, 90], slow: [0.5, 0.8, 1, 1.1, 1.5], fast: [0.2, "
                     "0.7, 1.3, 1.9, 2.5]}}\n"
                     "  stairs:\n    key: age\n    between: step\n    beyond: hold\n    rows: {{age: [40, "
                     "43, 44, 50], x: [1, 0.5, 2, 0.25]}}\n",
                     random_.pick({"step", "linear", "loglinear"}), covers);
}

void ModelWriter::choose_states() {
  layered_ = random_.chance(0.25);
  if (layered_) {
    shape_.living = {"early.mild", "early.severe", "late.mild", "late.severe"};
    shape_.patterns = {"early.any", "any.severe", "late.any"};
  } else {
    const int n = random_.integer(1, 5);
    for (int i = 1; i <= n; ++i)
      shape_.living.push_back(fmt::format("state_{}", i));
  }
  shape_.states = shape_.living;
  if (random_.chance(0.8) || shape_.living.size() == 1) shape_.states.push_back("dead");
  mortal_ = includes(shape_.states, "dead") && random_.chance(0.7);
}

void ModelWriter::choose_clock() {
  if (!random_.chance(0.3) || shape_.living.size() < 2) return;
  for (const std::string& s : shape_.living)
    if (random_.chance(0.5)) shape_.in_clock.push_back(s);
}

Where ModelWriter::where(const std::string& state) const {
  return {shape_.semi_markov, includes(shape_.in_clock, state)};
}

/// One entry of a row that has so many: a probability or a yearly rate.
std::string ModelWriter::entry(int entries, const Where& where) {
  return quoted(by_rates_ ? formulas_.rate(where) : formulas_.probability(entries, where));
}

void ModelWriter::choose_rows() {
  const bool by_pattern = layered_ && random_.chance(0.6);
  for (const std::string phase : {"early", "late"})
    if (by_pattern) patterns_.push_back(pattern_row(phase, phase == "early" ? "late" : "early"));
  for (const std::string& s : shape_.living) {
    rows_.push_back({s, {}, true, by_pattern});
    if (by_pattern && random_.chance(0.8)) continue;
    fill(rows_.back());
    // A strategy's pattern would leave open whether it reaches a state with a row of its own.
    for (RowOfState& pattern : patterns_)
      pattern.replaceable = false;
  }
}

/// A row for all states of a phase: to the same severity in the other phase, to one severity (which for the
/// state itself means staying), to death.
ModelWriter::RowOfState ModelWriter::pattern_row(const std::string& phase, const std::string& other) {
  RowOfState row{phase + ".any", {}, true, false};
  const bool clock =
      includes(shape_.in_clock, phase + ".mild") && includes(shape_.in_clock, phase + ".severe");
  const bool to_dead = includes(shape_.states, "dead");
  std::vector<std::string> targets{other + ".<severity>"};
  if (random_.chance(0.6)) targets.push_back(phase + ".severe");
  if (to_dead && random_.chance(0.4)) targets.push_back("dead");
  for (const std::string& to : targets)
    row.entries.push_back({to, entry(static_cast<int>(targets.size()), {shape_.semi_markov, clock})});
  return row;
}

void ModelWriter::fill(RowOfState& row) {
  std::vector<std::string> targets;
  for (const std::string& s : shape_.states)
    if (s != row.state && random_.chance(s == "dead" ? 0.4 : 0.5)) targets.push_back(s);
  if (targets.empty() || random_.chance(0.1)) return;
  if (!by_rates_ && random_.chance(0.15)) {
    row.replaceable = false;
    targets.push_back(row.state);
    const std::vector<std::string> shares = pool_.dirichlet(static_cast<int>(targets.size()));
    for (std::size_t i = 0; i < targets.size(); ++i)
      row.entries.push_back({targets[i], shares[i]});
    return;
  }
  for (const std::string& to : targets)
    row.entries.push_back({to, entry(static_cast<int>(targets.size()), where(row.state))});
  if (by_rates_) return;
  if (random_.chance(0.15))
    row.entries.push_back({row.state, "rest"});
  else if (random_.chance(0.1))
    row.entries.back().text = "rest";
}

std::string ModelWriter::state(const RowOfState& row) {
  std::string keys;
  if (with_utility_) keys = "utility: " + quoted(formulas_.utility(where(row.state)));
  if (random_.chance(0.7)) {
    keys += keys.empty() ? "cost: " : ", cost: ";
    keys += quoted(random_.chance(0.15) ? formulas_.yearly_cost() : formulas_.cost(where(row.state)));
  }
  if (row.entries.empty() && !row.covered) keys += keys.empty() ? "absorbing: true" : ", absorbing: true";
  return fmt::format("  {}: {{{}}}\n", row.state, keys);
}

std::string ModelWriter::states() {
  std::string text = "states:\n";
  if (layered_) text += "  layers: {phase: [early, late], severity: [mild, severe]}\n";
  for (const RowOfState& row : rows_)
    text += state(row);
  if (includes(shape_.states, "dead")) text += "  dead: {alive: false}\n";
  if (!shape_.in_clock.empty())
    text += fmt::format("clocks: {{running: {{in: [{}]}}}}\n", fmt::join(shape_.in_clock, ", "));
  return text;
}

std::string ModelWriter::start(bool keyed) {
  const std::string first = random_.pick(shape_.living);
  std::string shares = first + ": 1";
  for (const std::string& s : shape_.living)
    if (s != first && random_.chance(0.4)) {
      const std::string share = random_.chance(0.5) ? "0.25" : pool_.number(Kind::probability);
      shares = fmt::format("{}: {}, {}: rest", s, share, first);
      break;
    }
  return keyed ? "start: {" + shares + "}\n" : "{" + shares + "}";
}

std::string ModelWriter::mortality() {
  if (!mortal_) return "";
  by_state_mortality_ = random_.chance(0.5);
  if (!by_state_mortality_) return "mortality: " + quoted(formulas_.probability(1, {})) + "\n";
  std::string text = "mortality:\n";
  for (const std::string& s : shape_.living)
    text += fmt::format("  {}: {}\n", s, quoted(formulas_.probability(2, where(s))));
  return text;
}

std::string ModelWriter::transitions() {
  std::string text;
  for (const auto* rows : {&patterns_, &rows_})
    for (const RowOfState& row : *rows) {
      std::vector<std::string> entries;
      for (const Entry& e : row.entries)
        entries.push_back(e.to + ": " + e.text);
      if (!entries.empty()) text += fmt::format("  {}: {{{}}}\n", row.state, fmt::join(entries, ", "));
    }
  return text.empty() ? "" : section() + ":\n" + text;
}

std::string ModelWriter::items(int costs, int effects, const std::string& indent) {
  std::string text;
  if (costs > 0) text += indent + "costs:\n";
  for (int i = 0; i < costs; ++i)
    text += indent + "  " + items_.cost() + "\n";
  if (effects > 0 && with_utility_) text += indent + "effects:\n";
  for (int i = 0; i < effects && with_utility_; ++i)
    text += indent + "  " + items_.effect() + "\n";
  return text;
}

std::string ModelWriter::outcomes() {
  outcomes_ = random_.chance(0.3) ? random_.integer(1, 2) : 0;
  std::string text = outcomes_ > 0 ? "outcomes:\n" : "";
  for (int i = 1; i <= outcomes_; ++i)
    text += "  " + items_.outcome(fmt::format("outcome_{}", i)) + "\n";
  return text;
}

std::string ModelWriter::strategies() {
  const int own = random_.integer(1, 3);
  std::string text = "strategies:\n";
  for (int i = 0; i < own; ++i)
    text += strategy(i);
  if (own == 3 && random_.chance(0.6)) text += "  both: {label: Both, combines: [option_1, option_2]}\n";
  return text;
}

/// Strategy i sets parameters of its own and only the second replaces structure, so that combinations work.
std::string ModelWriter::strategy(int index) {
  std::string text = fmt::format("  option_{}:\n    label: Option {}\n", index, index);
  if (index == 0) return text;
  const auto set = pool_.set_entries(random_.integer(0, 3), index % 3, 3);
  if (!set.empty()) text += fmt::format("    set: {{{}}}\n", fmt::join(set, ", "));
  text += items(random_.integer(0, 2), random_.integer(0, 1), "    ");
  if (index != 1) return text;
  // Dates are those of a model that the tree delays.
  if (random_.chance(0.3) && shape_.start == 0)
    text += std::string(with_tree_ ? "    tree: none\n" : "") + "    start: " + start(false) + "\n";
  else if (with_tree_ && random_.chance(0.6))
    text += "    tree: " + tree_.change() + "\n";
  if (mortal_ && !by_state_mortality_ && random_.chance(0.3))
    text += "    mortality: " + quoted(formulas_.probability(2, {})) + "\n";
  return text + replaced_entry();
}

/// The first entry of some row anew.
std::string ModelWriter::replaced_entry() {
  for (const auto* rows : {&patterns_, &rows_})
    for (const RowOfState& row : *rows) {
      if (!row.replaceable || row.entries.empty() || row.entries.front().text == "rest" ||
          random_.chance(0.7))
        continue;
      const Where by_pattern{shape_.semi_markov, false};
      const int entries = static_cast<int>(row.entries.size());
      return fmt::format("    {}: {{{}: {{{}: {}}}}}\n", section(), row.state, row.entries.front().to,
                         entry(entries, rows == &rows_ ? where(row.state) : by_pattern));
    }
  return "";
}

std::string ModelWriter::scenarios() {
  if (random_.chance(0.5)) return "";
  std::string text = "scenarios:\n  other:\n    label: Other\n";
  const auto set = pool_.set_entries(2, random_.integer(0, 1), 2);
  if (!set.empty()) text += fmt::format("    set: {{{}}}\n", fmt::join(set, ", "));
  if (random_.chance(0.4)) text += "    discounting: {costs: 1.5%}\n";
  if (random_.chance(0.4))
    text += "    time: {cycle_correction: " + random_.pick({"start", "end", "life-table"}) + "}\n";
  return text;
}

} // namespace

RandomModel random_model(std::uint64_t seed, int draws) {
  ModelWriter writer(seed);
  RandomModel model{writer.write(), {}};
  for (int i = 0; i < draws; ++i)
    model.draws.push_back(writer.draw());
  return model;
}

} // namespace cea::property
