#include "reference/decide_support.h"

#include "analysis/wtp_grid.h"
#include "support/text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace cea::reference {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (const std::string_view cell : split(trim(line), ','))
    cells.emplace_back(cell);
  return cells;
}

DominanceStatus status_of(const std::string& letters, bool first) {
  if (letters == "D") return DominanceStatus::dominated;
  if (letters == "ED") return DominanceStatus::extendedly_dominated;
  return first ? DominanceStatus::reference : DominanceStatus::non_dominated;
}

void check_number(const std::optional<double>& got, const Json& want, Tolerance t) {
  REQUIRE(got.has_value() == !want.is_null());
  if (got) CHECK(agrees(*got, want.get<double>(), t));
}

} // namespace

std::string folder(const std::string& case_name) {
  return std::string(CEA_SOURCE_DIR).append("/../shared/reference/").append(case_name);
}

bool is_there(const std::string& case_name) {
  const bool there = std::filesystem::is_directory(folder(case_name));
  if (!there) MESSAGE("skipped: no folder " << folder(case_name));
  return there;
}

Json expected(const std::string& case_name) {
  std::ifstream in(folder(case_name) + "/expected.json");
  return Json::parse(in);
}

SampleInputs read_samples(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  if (!std::getline(in, line)) throw std::runtime_error("cannot read " + path);
  SampleInputs table;
  table.file = path;
  table.columns = cells_of(line);
  table.values.resize(table.columns.size());
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() != table.columns.size()) throw std::runtime_error("a row is incomplete in " + path);
    for (std::size_t c = 0; c < cells.size(); ++c)
      table.values[c].push_back(parse_number(cells[c]).value_or(std::nan("")));
  }
  return table;
}

Tolerance tolerance_of(const Json& section) {
  return {section.value("abs_tol", 0.0), section.value("rel_tol", 0.0)};
}

bool agrees(double got, double want, Tolerance t) {
  return std::abs(got - want) <= std::max(t.absolute, t.relative * std::abs(want));
}

std::size_t index_of(const PsaResult& psa, const std::string& id) {
  const auto it = std::find(psa.strategies.begin(), psa.strategies.end(), id);
  if (it == psa.strategies.end()) throw std::runtime_error("no strategy " + id);
  return static_cast<std::size_t>(it - psa.strategies.begin());
}

void check_incremental(const std::vector<IncrementalRow>& rows, const std::vector<std::string>& ids,
                       const Json& want, Tolerance t) {
  CHECK(rows.size() == want.size());
  bool first = true;
  for (const Json& line : want) {
    const std::string id = line["strategy"];
    CAPTURE(id);
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const IncrementalRow& r) { return ids[r.strategy] == id; });
    REQUIRE(row != rows.end());
    CHECK(row->status == status_of(line["status"], first));
    first = first && line["status"] != "ND";
    check_number(row->delta_cost, line["inc_cost"], t);
    check_number(row->delta_effect, line["inc_effect"], t);
    check_number(row->icer, line["icer"], t);
  }
}

void check_curve(const PsaResult& psa, const Json& points, Tolerance t) {
  CHECK(points.size() > 0);
  for (const Json& point : points) {
    const double wtp = point["wtp"];
    CAPTURE(wtp);
    const std::size_t w = grid_index(psa.wtp, wtp);
    const auto threshold =
        std::find(psa.thresholds.begin(), psa.thresholds.end(), wtp) - psa.thresholds.begin();
    for (std::size_t s = 0; s < psa.strategies.size(); ++s) {
      const std::string& id = psa.strategies[s];
      CAPTURE(id);
      CHECK(agrees(psa.ceac[s][w], point["prob"][id], t));
      CHECK(agrees(psa.nmb[s].at(static_cast<std::size_t>(threshold)), point["mean_nmb"][id], t));
      CHECK(agrees(psa.expected_loss[s][w], point["expected_loss"][id], t));
    }
    CHECK(psa.frontier[w] == index_of(psa, point["ceaf_strategy"]));
    CHECK(agrees(psa.ceac[psa.frontier[w]][w], point["ceaf_prob"], t));
    CHECK(agrees(psa.evpi[w], point["evpi"], t));
  }
}

} // namespace cea::reference
