#pragma once

#include "analysis/live_model_results.h"
#include "engine/compile.h"
#include "formula/arithmetic.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace cea {

/// A construct that formulas of a spreadsheet can't say.
struct LiveObstacle {
  std::string what;
};

/// Sheets of the live model that others refer to.
namespace live_sheet {
inline constexpr const char* kInputs = "Inputs";
inline constexpr const char* kConstants = "Calculations";
inline constexpr const char* kCycles = "Cycles";
inline constexpr const char* kTables = "Tables";
inline constexpr const char* kQuadrature = "Quadrature";
} // namespace live_sheet

/// Row of cycle 0 on every sheet that has a row a cycle; column A holds the cycle there.
inline constexpr int kFirstCycleRow = 7;

/// `AB12`, from row and column that count from 0.
std::string cell_name(int row, int column);

/// A text of a formula, and how tightly it holds together.
struct FormulaPiece {
  enum Level { comparison, sum, product, atom };
  std::string text;
  Level level = atom;
  [[nodiscard]] std::string at_least(Level wanted) const { return level >= wanted ? text : "(" + text + ")"; }
};

/// The nodes of a compiled model as cells: what more than one formula uses, what a parameter names, and what
/// would make a formula long has a cell of its own, on `Calculations` or, a row a cycle, on `Cycles`; all
/// else stands inside the formulas that use it. Names in order of use: `need`, `arrange`, then `text`,
/// `write`.
class LiveCells {
public:
  /// `input_names`: what stands for the model's inputs in formulas.
  LiveCells(const CompiledModel& model, std::vector<std::string> input_names);

  /// Notes a use in cycles (or rows) first … last. Throws LiveObstacle.
  void need(formula::NodeId node, int first, int last);
  /// A heading for the node's cell, should it have one and no parameter name it.
  void describe(formula::NodeId node, const std::string& heading) { headings_.emplace(node, heading); }
  /// Decides which nodes have cells. Throws LiveObstacle where an operation has no formula.
  void arrange();

  /// The node's formula as a part of a formula on `sheet`, in the row of `cycle`.
  FormulaPiece text(formula::NodeId node, int cycle, const std::string& sheet);
  /// With the base values.
  double value(formula::NodeId node, int cycle);
  /// Adds the sheets that have anything on them.
  void write(std::vector<LiveSheet>& sheets);
  void write_names(std::vector<std::pair<std::string, std::string>>& names) const;
  [[nodiscard]] std::size_t count() const;
  /// Whether a formula asks for this input of the model.
  [[nodiscard]] bool uses_input(std::size_t input) const;

private:
  /// A cell of `Calculations`, or a column of `Cycles`.
  struct Slot {
    std::string heading;
    std::string words{}; ///< its formula for people, where that says more than the heading
    bool by_cycle = false, array = false;
    int first = 0, last = 0, place = 0;
    std::function<std::string(int)> text;
    std::function<double(int)> value;
  };
  struct Use {
    int first = 0, last = 0, count = 0;
  };
  struct Context {
    int cycle = 0;
    std::string sheet;
    std::string moment{}; ///< what stands for the moment, inside a mean
    bool words = false;   ///< names in place of references, for people
  };
  /// Columns of a table on its sheet, counted from 0.
  struct TablePlace {
    int positions = 0, second = -1, raw = -1, values = 0, rows = 0, columns = 1;
  };

  void use(formula::NodeId node, Use how);
  void use_operands(formula::NodeId node, const Use& how);
  void use_fixed_parts(formula::NodeId body, const Use& how, std::set<formula::NodeId>& seen);
  bool wants_cell(formula::NodeId node, std::size_t length) const;
  std::size_t length_of(formula::NodeId node, std::map<formula::NodeId, std::size_t>& lengths) const;
  int add_slot(Slot slot);
  [[nodiscard]] std::string reference(int slot, int cycle, const std::string& sheet) const;
  void slot_of_node(formula::NodeId node);
  void slot_of_mean(formula::NodeId node);
  void slot_of_lookup(formula::NodeId node, Slot& slot);
  /// Cells with the row below x (from 1) and the share of the way from there to the next.
  std::pair<int, int> slots_of_position(std::uint32_t column, bool second, formula::NodeId x,
                                        const Slot& like);
  std::string row_of_step(std::uint32_t column, bool second, formula::NodeId x, const Context& at);
  std::string outside(const formula::LookupColumn& column, bool second, const std::string& x) const;
  std::string range(int first_column, int rows, int columns) const;
  std::string positions_range(std::uint32_t column, bool second);
  std::string values_range(std::uint32_t column);

  FormulaPiece render(formula::NodeId node, const Context& at);
  FormulaPiece own(formula::NodeId node, const Context& at);
  FormulaPiece arithmetic(const formula::Node& n, const Context& at);
  FormulaPiece function(const formula::Node& n, const Context& at);
  FormulaPiece step_lookup(const formula::Node& n, const Context& at);
  std::string condition(formula::NodeId node, const Context& at);
  std::string own_condition(const formula::Node& n, const Context& at);
  [[nodiscard]] std::string slot_in_words(int slot) const;
  std::string comparison(const formula::Node& n, const Context& at);
  std::string tolerance(formula::NodeId node, const Context& at);

  [[nodiscard]] bool simple(formula::NodeId node) const;
  [[nodiscard]] bool moves(formula::NodeId node) const {
    return (model_.graph.depends(node) & formula::kMoment) != 0;
  }
  [[nodiscard]] bool linear(formula::NodeId node) const;
  std::vector<std::pair<formula::NodeId, formula::NodeId>> switches(formula::NodeId body) const;
  double value_at(formula::NodeId node, int cycle, double moment);
  int slot_of_switch(const std::pair<formula::NodeId, formula::NodeId>& pair, const Slot& like);
  [[nodiscard]] std::string bound(const std::vector<int>& cuts, std::size_t i, int cycle,
                                  const std::string& sheet) const;
  std::string mean_text(formula::NodeId body, const std::vector<int>& cuts, int cycle,
                        const std::string& sheet);
  double mean_value(formula::NodeId body, const std::vector<double>& cuts, int cycle);
  const TablePlace& table(std::uint32_t column);
  void write_slots(LiveSheet& constants, LiveSheet& cycles);
  void write_tables(LiveSheet& sheet) const;
  void write_table(LiveSheet& sheet, std::uint32_t column, const TablePlace& place) const;

  const CompiledModel& model_;
  std::vector<std::string> input_names_;
  formula::CycleTable values_;
  std::map<formula::NodeId, std::string> headings_;
  std::map<formula::NodeId, Use> uses_;
  std::set<formula::NodeId> forced_; ///< operands that a formula has more than once
  std::map<formula::NodeId, int> slot_of_;
  std::map<std::tuple<std::string, bool, formula::NodeId>, std::pair<int, int>> positions_;
  std::map<std::uint32_t, TablePlace> tables_;
  int table_width_ = 0;
  bool quadrature_ = false;
  std::vector<Slot> slots_;
  int constants_ = 0, columns_ = 0;
};

/// Points and weights with which a mean over [0, 1] is taken: 16 of Gauss and Legendre on each quarter.
std::vector<std::pair<double, double>> live_quadrature();
void write_quadrature(LiveSheet& sheet);

} // namespace cea
