// compare MODEL.csv RESULTS.json: whether the sheet `Model`, as a spreadsheet program recalculated it, holds
// the totals and increments of results.json, each within 1e-9. Prints what differs; exit code 1 then.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using Row = std::vector<std::string>;
constexpr double kTolerance = 1e-9;
int compared = 0, wrong = 0;

std::vector<Row> read_csv(const char* path) {
  std::ifstream in(path);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  std::vector<Row> rows(1, Row(1));
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
      rows.back().back() += text[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && c == ',')
      rows.back().emplace_back();
    else if (!quoted && c == '\n')
      rows.emplace_back(1);
    else
      rows.back().back() += c;
  }
  return rows;
}

void expect(const std::string& what, const std::string& cell, const nlohmann::json& want) {
  ++compared;
  char* end = nullptr;
  const double got = std::strtod(cell.c_str(), &end);
  const bool number = !cell.empty() && *end == '\0';
  if (want.is_null() && cell.empty()) return;
  if (number && want.is_number() &&
      std::abs(got - want.get<double>()) <= kTolerance * std::max(1e-6, std::abs(want.get<double>())))
    return;
  ++wrong;
  std::printf("%s: the sheet has '%s', results.json %s\n", what.c_str(), cell.c_str(), want.dump().c_str());
}

/// `Cost`, `   of which drug`, `QALYs, undiscounted` …
nlohmann::json wanted(const nlohmann::json& strategy, std::string label) {
  const std::string suffix = ", undiscounted", part = "   of which ";
  nlohmann::json from = strategy;
  if (label.size() > suffix.size() && label.ends_with(suffix)) {
    from = strategy.at("undiscounted");
    label.resize(label.size() - suffix.size());
  }
  if (label == "Cost") return from.at("cost");
  if (label.starts_with(part))
    return from.at("cost_by_category").value(label.substr(part.size()), nlohmann::json(0));
  const auto& effects = from.at("effects");
  const std::string id = label == "QALYs" ? "qaly" : label == "Life years" ? "life_years" : label;
  return effects.contains(id) ? effects.at(id) : nlohmann::json("no such outcome");
}

/// Rows of totals come strategy by strategy, each beginning with its discounted cost.
std::size_t check_totals(const std::vector<Row>& rows, const nlohmann::json& strategies) {
  std::size_t at = 0, strategy = 0, seen = 0;
  while (at < rows.size() && rows[at].front() != "Strategy")
    ++at;
  for (++at; at < rows.size() && !rows[at].front().empty(); ++at) {
    if (rows[at][1] == "Cost") strategy = seen++;
    if (strategy >= strategies.size()) break;
    expect(rows[at][0] + ", " + rows[at][1], rows[at][2], wanted(strategies[strategy], rows[at][1]));
  }
  int least = 0;
  for (const auto& s : strategies)
    least += 2 + 2 * static_cast<int>(s.at("effects").size() - s.at("effects").count("evly"));
  if (compared < least) {
    ++wrong;
    std::printf("only %d totals of at least %d are on the sheet\n", compared, least);
  }
  return at;
}

void check_pairs(const std::vector<Row>& rows, std::size_t at, const nlohmann::json& pairs) {
  while (at < rows.size() && rows[at].front() != "Pairwise comparison")
    ++at;
  std::size_t pair = 0;
  for (++at; at < rows.size() && pair < pairs.size() && !rows[at].front().empty(); ++at, ++pair) {
    const auto& want = pairs[pair];
    const std::string name = want.at("id").get<std::string>();
    expect(name + ", incremental cost", rows[at][2], want.at("delta_cost"));
    expect(name + ", incremental effect", rows[at][3], want.at("delta_effect"));
    expect(name + ", ICER", rows[at][4], want.at("icer"));
  }
  if (pair == pairs.size()) return;
  ++wrong;
  std::printf("%zu of %zu comparisons are on the sheet\n", pair, pairs.size());
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::vector<Row> rows = read_csv(argv[1]);
  std::ifstream in(argv[2]);
  const nlohmann::json base = nlohmann::json::parse(in).at("base_case");
  const std::size_t end = check_totals(rows, base.at("strategies"));
  const bool decides = !base.at("strategies")[0].at("effects").contains("evly");
  if (decides) check_pairs(rows, end, base.at("pairwise"));
  std::printf("%d numbers compared, %d differ\n", compared, wrong);
  return wrong == 0 && compared > 0 ? 0 : 1;
}
