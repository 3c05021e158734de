// The sheet of parameters: what a reader may change.
#include "analysis/describe.h"
#include "analysis/live_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace cea {

using Kind = LiveCell::Kind;

namespace {

constexpr int kFirstRow = 4;

/// Letters and then digits, as `rr2`, or R and C with digits: a cell to Excel.
bool looks_like_cell(const std::string& name) {
  std::size_t at = 0;
  while (at < name.size() && std::isalpha(static_cast<unsigned char>(name[at])) != 0)
    ++at;
  if (at == name.size()) return false;
  return std::all_of(name.begin() + static_cast<std::ptrdiff_t>(at), name.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0 || c == 'C' || c == 'c'; });
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string safe_name(const std::string& name) {
  std::string safe;
  for (const char c : name)
    safe += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  static const std::set<std::string> kWords = {"r",     "c",           "rc",          "true",
                                               "false", "mean_points", "mean_weights"};
  if (safe.empty() || std::isdigit(static_cast<unsigned char>(safe[0])) != 0) safe.insert(0, "_");
  if (looks_like_cell(safe) || kWords.contains(lower(safe))) safe += "_";
  return safe;
}

/// A parameter's row.
class InputRows {
public:
  InputRows(const CompiledModel& model, const std::vector<std::string>& names, LiveCells& cells,
            LiveModelResult& result)
      : model_(model), names_(names), cells_(cells), result_(result), known_(parameter_summaries(model)) {}

  int write() {
    sheet_ = {.name = live_sheet::kInputs, .widths = {26, 44, 16, 16, 18, 34, 60}, .frozen_rows = kFirstRow};
    sheet_.cells = {
        {.row = 0, .column = 0, .kind = Kind::title, .text = "Inputs"},
        {.row = 1,
         .column = 0,
         .kind = Kind::note,
         .text = "Change a value in a yellow cell and every sheet follows. Amounts are in the price year of "
                 "the report; parameters on which no result here depends are left out."}};
    const char* headings[] = {"Name", "What it is",   "Value", "Value in the report",
                              "Unit", "Distribution", "Source"};
    for (int i = 0; i < 7; ++i)
      sheet_.cells.push_back({.row = kFirstRow - 1, .column = i, .kind = Kind::heading, .text = headings[i]});
    for (const ParameterSummary& p : known_)
      for (std::size_t i = 0; i < model_.inputs.size(); ++i)
        if (model_.inputs[i].name == p.name && cells_.uses_input(i)) input(i, &p);
    for (std::size_t i = 0; i < model_.inputs.size(); ++i)
      if (find(model_.inputs[i].name) == nullptr && cells_.uses_input(i)) input(i, nullptr);
    const int count = row_ - kFirstRow;
    fixed();
    result_.sheets.push_back(std::move(sheet_));
    return count;
  }

private:
  [[nodiscard]] const ParameterSummary* find(const std::string& name) const {
    const auto it = std::find_if(known_.begin(), known_.end(), [&](const auto& p) { return p.name == name; });
    return it == known_.end() ? nullptr : &*it;
  }

  void words(const std::string& name, const ParameterSummary* p, const std::string& distribution) {
    sheet_.cells.push_back({.row = row_, .column = 0, .text = name});
    if (p != nullptr) {
      sheet_.cells.push_back({.row = row_, .column = 1, .text = p->label});
      sheet_.cells.push_back({.row = row_, .column = 4, .text = p->unit});
      sheet_.cells.push_back({.row = row_, .column = 6, .text = p->source});
    }
    sheet_.cells.push_back({.row = row_, .column = 5, .text = distribution});
  }

  void input(std::size_t index, const ParameterSummary* p) {
    const ModelInput& input = model_.inputs[index];
    words(names_[index], p, input.text);
    LiveCell cell{.row = row_, .column = 2, .kind = Kind::input, .value = input.base_value};
    if (input.base && !model_.graph.is_constant(*input.base)) {
      cell.kind = Kind::formula;
      cell.text = cells_.text(*input.base, 0, live_sheet::kInputs).text;
    }
    sheet_.cells.push_back(std::move(cell));
    sheet_.cells.push_back({.row = row_, .column = 3, .kind = Kind::number, .value = input.base_value});
    ++row_;
    result_.names.emplace_back(names_[index], fmt::format("{}!$C${}", live_sheet::kInputs, row_));
  }

  /// Plain numbers that aren't inputs, because the number of cycles depends on them.
  void fixed() {
    std::vector<const ParameterSummary*> list;
    for (const ParameterSummary& p : known_) {
      const auto resolved = std::find_if(model_.parameters.begin(), model_.parameters.end(),
                                         [&](const auto& r) { return r.name == p.name; });
      if (resolved != model_.parameters.end() && model_.graph.is_constant(resolved->node) &&
          model_.used_names.contains(p.name))
        list.push_back(&p);
    }
    if (list.empty()) return;
    row_ += 1;
    sheet_.cells.push_back({.row = row_++,
                            .column = 0,
                            .kind = Kind::note,
                            .text = "Fixed here: the number of cycles depends on these, or they are computed "
                                    "from nothing that can be changed."});
    for (const ParameterSummary* p : list) {
      words(p->name, p, "");
      sheet_.cells.push_back({.row = row_++, .column = 3, .kind = Kind::number, .value = p->value});
    }
  }

  const CompiledModel& model_;
  const std::vector<std::string>& names_;
  LiveCells& cells_;
  LiveModelResult& result_;
  std::vector<ParameterSummary> known_;
  LiveSheet sheet_;
  int row_ = kFirstRow;
};

} // namespace

std::vector<std::string> live_input_names(const CompiledModel& model) {
  constexpr std::size_t kLongest = 200;
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const ModelInput& input : model.inputs) {
    const std::string base = safe_name(input.name).substr(0, kLongest);
    std::string name = base;
    for (int i = 2; !taken.insert(lower(name)).second; ++i)
      name = fmt::format("{}_v{}", base, i);
    names.push_back(std::move(name));
  }
  return names;
}

int write_live_inputs(const CompiledModel& model, const std::vector<std::string>& input_names,
                      LiveCells& cells, LiveModelResult& result) {
  return InputRows(model, input_names, cells, result).write();
}

} // namespace cea
