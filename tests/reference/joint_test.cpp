// Joint distributions, copulas and samples from files, from the scenario to the draws.
#include "analysis/describe.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>

using namespace cea;
using namespace cea::reference;

namespace {

/// A folder that goes away with the test.
class Folder {
public:
  Folder() : path_(std::filesystem::temp_directory_path() / fmt::format("cea_joint_{}", getpid())) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
  [[nodiscard]] std::string path(const std::string& name) const { return (path_ / name).string(); }

private:
  std::filesystem::path path_;
};

/// Four parameters, a to d, all of which count in the cost.
std::string model(const std::string& parameters, const std::string& more) {
  return fmt::format(R"yaml(cea: 1
title: Draws
setting: {{currency: USD, price_year: 2023}}
price_index: {{source: test, 2020: 0.5, 2023: 1}}
time: {{cycle_length: 1 year, cycles: 2}}
discounting: {{costs: 3%, effects: 3%}}
parameters:
{}
states: {{well: {{cost: a + 10 * b + 100 * c + 1000 * d, utility: 0.8}}, dead: {{alive: false}}}}
start: {{well: 1}}
transitions: {{well: {{dead: 0.1}}}}
strategies: {{one: {{}}, two: {{set: {{a: a * 2}}}}}}
{}
)yaml",
                     parameters, more);
}

struct Draws {
  std::vector<std::string> names;
  std::vector<std::vector<double>> values, costs;

  [[nodiscard]] const std::vector<double>& operator[](const std::string& name) const {
    const auto it = std::find(names.begin(), names.end(), name);
    REQUIRE(it != names.end());
    return values[static_cast<std::size_t>(it - names.begin())];
  }
};

Draws draws_of(const ScenarioFile& file, std::size_t samples,
               SampleDesign::Kind design = SampleDesign::Kind::random, int lanes = 0, int threads = 0) {
  const auto compiled = compile_variant(file, "", Detail::totals);
  PsaOptions options;
  options.samples = samples;
  options.seed = 3;
  options.design = design;
  options.keep_values = true;
  options.simulation.lanes = lanes;
  options.simulation.threads = threads;
  const PsaSamples s = probabilistic(*compiled, options);
  return {s.parameters, s.values, s.costs};
}

Draws draws_of(const std::string& text, std::size_t samples = 20'000) {
  return draws_of(load_text(text, own_scenario("joint.yaml")), samples);
}

double mean(const std::vector<double>& x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

double covariance(const std::vector<double>& x, const std::vector<double>& y) {
  const double mx = mean(x), my = mean(y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += (x[i] - mx) * (y[i] - my);
  return sum / static_cast<double>(x.size() - 1);
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  return covariance(x, y) / std::sqrt(covariance(x, x) * covariance(y, y));
}

std::vector<double> ranks(const std::vector<double>& x) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return x[i] < x[j]; });
  std::vector<double> rank(x.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    rank[order[i]] = static_cast<double>(i);
  return rank;
}

double spearman(const std::vector<double>& x, const std::vector<double>& y) {
  return correlation(ranks(x), ranks(y));
}

double spearman_of(double r) {
  return 6 / std::acos(-1.0) * std::asin(r / 2);
}

const std::string kApart = R"yaml(
  a: {value: 2, distribution: "gamma(mean=2, se=1)", source: test}
  b: {value: 0.3, distribution: "beta(mean=0.3, se=0.1)", source: test}
  c: {value: 1, distribution: "lognormal(median=1, sdlog=0.3)", source: test}
  d: {value: 5, distribution: "normal(mean=5, se=1)", source: test})yaml";

ParameterSummary summary_of(const ScenarioFile& file, const std::string& name) {
  const auto compiled = compile_variant(file, "", Detail::full);
  for (ParameterSummary& s : parameter_summaries(*compiled))
    if (s.name == name) return s;
  FAIL("no parameter " << name);
  return {};
}

} // namespace

TEST_CASE("correlation: ranks go together and the rest stays as it was") {
  const Draws apart = draws_of(model(kApart, ""));
  const Draws together = draws_of(model(kApart, "correlation: [{between: [c, a], value: 0.4}, "
                                                "{between: [a, d], value: -0.7}]"));
  CHECK(std::abs(spearman(apart["a"], apart["c"])) < 0.03);
  CHECK(std::abs(spearman(together["a"], together["c"]) - spearman_of(0.4)) < 0.03);
  CHECK(std::abs(spearman(together["a"], together["d"]) - spearman_of(-0.7)) < 0.03);
  CHECK(std::abs(spearman(together["c"], together["d"])) < 0.03); // no entry: 0
  CHECK(together["b"] == apart["b"]);
  CHECK(together["c"] == apart["c"]); // the first member
  CHECK(together["a"] != apart["a"]);
  for (const char* name : {"a", "d"}) {
    CAPTURE(name);
    CHECK(std::abs(mean(together[name]) - mean(apart[name])) < 0.03 * std::abs(mean(apart[name])));
    auto x = apart[name], y = together[name];
    std::sort(x.begin(), x.end());
    std::sort(y.begin(), y.end());
    for (const std::size_t i : {500u, 5'000u, 10'000u, 15'000u, 19'500u})
      CHECK(std::abs(x[i] - y[i]) < 0.05 * std::abs(x[i]));
  }
}

TEST_CASE("correlation: one value for all pairs or a matrix") {
  const Draws same = draws_of(model(kApart, "correlation: [{between: [a, b, c], value: 0.5}]"));
  for (const auto& [x, y] : {std::pair("a", "b"), std::pair("a", "c"), std::pair("b", "c")})
    CHECK(std::abs(spearman(same[x], same[y]) - spearman_of(0.5)) < 0.03);
  const Draws matrix = draws_of(model(
      kApart, "correlation: [{between: [a, b, c], matrix: [[1, 0.9, 0.9], [0.9, 1, 0.9], [0.9, 0.9, 1]]}]"));
  for (const auto& [x, y] : {std::pair("a", "b"), std::pair("a", "c"), std::pair("b", "c")})
    CHECK(std::abs(spearman(matrix[x], matrix[y]) - spearman_of(0.9)) < 0.03);
}

TEST_CASE("correlation: a new parameter or another pair changes nothing else") {
  const std::string with = "correlation: [{between: [a, b], value: 0.5}";
  const Draws before = draws_of(model(kApart, with + "]"), 500);
  const Draws after =
      draws_of(model(kApart + "\n  e: {value: 1, distribution: \"normal(mean=1, se=0.1)\", source: x}",
                     with + ", {between: [c, d], value: 0.5}]"),
               500);
  CHECK(before["a"] == after["a"]);
  CHECK(before["b"] == after["b"]);
  CHECK(before["c"] == after["c"]);
  CHECK(before["d"] != after["d"]);
}

TEST_CASE("correlation: a strategy's own distribution shares the draws") {
  std::string text = model(kApart, "correlation: [{between: [b, a], value: 0.8}]");
  const std::string set = "{a: a * 2}";
  text.replace(text.find(set), set.size(), "{a: {value: 4, distribution: \"gamma(mean=4, se=2)\"}}");
  const auto compiled = compile_variant(load_text(text, own_scenario("joint.yaml")), "", Detail::totals);
  const SampleSource source = psa_source(*compiled, 1, nullptr);
  std::vector<std::vector<double>> values(compiled->inputs.size(), std::vector<double>(100));
  const std::vector<std::span<double>> rows(values.begin(), values.end());
  source(0, rows);
  std::vector<const std::vector<double>*> of_a;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (compiled->inputs[i].name == "a") of_a.push_back(&values[i]);
  REQUIRE(of_a.size() == 2);
  for (std::size_t i = 0; i < 100; ++i)
    CHECK((*of_a[1])[i] == doctest::Approx(2 * (*of_a[0])[i]).epsilon(1e-9));
}

TEST_CASE("a joint sample is drawn by rows") {
  const Folder folder;
  std::string csv = "iteration,b,unused,a\n";
  for (int i = 0; i < 400; ++i)
    csv += fmt::format("{},{},7,{}\n", i, 1 + 0.01 * i, 100 + i % 20);
  folder.write("posterior.csv", csv);
  const std::string parameters = R"yaml(
  a: {source: test}
  b: {unit: USD 2020, source: test}
  c: {value: 1, source: test}
  d: {value: 2.5, distribution: "normal(mean=2.5, se=0.1)", source: test})yaml";
  const std::string text =
      model(parameters, "joint: [{parameters: [a, b], distribution: empirical, file: posterior.csv}]");
  const ScenarioFile file = load_text(text, folder.path("m.yaml"));
  const auto compiled = compile_variant(file, "", Detail::full);
  // Base values are the columns' means; b is inflated, value and draws alike.
  const ParameterSummary a = summary_of(file, "a"), b = summary_of(file, "b");
  CHECK(a.value == doctest::Approx(109.5));
  CHECK(b.value == doctest::Approx(2 * 2.995));
  CHECK(a.low.value() == doctest::Approx(100));
  CHECK(b.low.value() == doctest::Approx(2 * (1 + 0.01 * 0.025 * 399)));
  CHECK(a.distribution == "empirical");
  const Draws draws = draws_of(file, 20'000);
  std::vector<int> seen(400);
  for (std::size_t i = 0; i < 20'000; ++i) {
    const auto row = static_cast<std::size_t>(std::lround((draws["b"][i] / 2 - 1) * 100));
    REQUIRE(row < 400);
    REQUIRE(draws["a"][i] == 100 + static_cast<double>(row % 20));
    ++seen[row];
  }
  CHECK(*std::min_element(seen.begin(), seen.end()) > 15);
  CHECK(*std::max_element(seen.begin(), seen.end()) < 100);
  const Draws design = draws_of(file, 400, SampleDesign::Kind::latin_hypercube);
  auto rows = design["b"];
  std::sort(rows.begin(), rows.end());
  CHECK(std::unique(rows.begin(), rows.end()) == rows.end()); // each row once
}

TEST_CASE("means and covariances come from files by the parameters' names") {
  const Folder folder;
  const std::string parameters = R"yaml(
  a: {source: test}
  b: {source: test}
  c: {value: 1, source: test}
  d: {value: 2.5, source: test})yaml";
  const auto with = [&](const std::string& joint) {
    const std::string text =
        model(parameters, "joint: [{parameters: [b, a], distribution: multivariate_normal, " + joint + "}]");
    return draws_of(load_text(text, folder.path("m.yaml")), 200);
  };
  const Draws want = with("mean: [2, 1], covariance: [[4, 0.6], [0.6, 1]]");
  folder.write("names.csv", "\"\",\"x\"\n\"a\",1\n\"z\",9\n\"b\",2\n"); // R: write.csv(coef(fit))
  folder.write("row.csv", "a,b\n1,2\n");
  folder.write("vcov.csv", "\"\",\"a\",\"b\"\n\"a\",1,0.6\n\"b\",0.6,4\n"); // R: write.csv(vcov(fit))
  folder.write("plain.csv", "a,b,z\n1,0.6,0\n0.6,4,0\n0,0,1\n");
  folder.write("bare.csv", "4,0.6\n0.6,1\n");
  for (const char* mean : {"[2, 1]", "{file: names.csv}", "row.csv", "names.csv"})
    for (const char* covariance :
         {"covariance: {file: vcov.csv}", "covariance: plain.csv", "file: vcov.csv",
          "covariance: {file: bare.csv}", "se: [2, 1], correlation: {file: correlation.csv}"}) {
      CAPTURE(mean);
      CAPTURE(covariance);
      folder.write("correlation.csv", "b,a\n1,0.3\n0.3,1\n");
      const Draws got = with(fmt::format("mean: {}, {}", mean, covariance));
      CHECK(got["a"] == want["a"]);
      CHECK(got["b"] == want["b"]);
    }
}

TEST_CASE("an empirical distribution takes one column of a file") {
  const Folder folder;
  folder.write("one.csv", "\"\",x\n1,0.1\n2,0.4\n3,0.2\n");
  folder.write("several.csv", "a,b\n10,1\n20,3\n60,2\n");
  const std::string parameters = R"yaml(
  a: {value: 30, distribution: "empirical(file='several.csv')", source: test}
  b: {value: 0.2, distribution: 'empirical(file="one.csv")', source: test}
  c: {value: 2, distribution: "empirical(file=several.csv, column=b)", source: test}
  d: {value: 2, distribution: "discrete(values=[1, 2, 2 * 2], weights=[1, 2, 1])", source: test})yaml";
  const ScenarioFile file =
      load_text(model(parameters, "correlation: [{between: [a, d], value: 0.9}]"), folder.path("m.yaml"));
  const Draws draws = draws_of(file, 6'000);
  const auto share = [&](const char* name, double value) {
    return static_cast<double>(std::count(draws[name].begin(), draws[name].end(), value)) / 6'000;
  };
  for (const double x : {10, 20, 60})
    CHECK(share("a", x) == doctest::Approx(1 / 3.0).epsilon(0.1));
  CHECK(share("b", 0.4) == doctest::Approx(1 / 3.0).epsilon(0.1));
  CHECK(share("c", 3) == doctest::Approx(1 / 3.0).epsilon(0.1));
  CHECK(share("d", 2) == doctest::Approx(0.5).epsilon(0.1));
  CHECK(share("d", 4) == doctest::Approx(0.25).epsilon(0.1));
  CHECK(correlation(draws["a"], draws["d"]) > 0.5);
  CHECK(summary_of(file, "a").high.value() == doctest::Approx(20 + 0.95 * 40));
  CHECK(summary_of(file, "d").high.value() == 4);
}

TEST_CASE("all kinds of draws are the same for any blocks and threads") {
  const Folder folder;
  folder.write("posterior.csv", "c,d\n1,2\n2,4\n3,9\n5,1\n");
  const std::string parameters = R"yaml(
  a: {value: 2, distribution: "gamma(mean=2, se=1)", source: test}
  b: {value: 2, distribution: "discrete(values=[1, 3], weights=[1, 1])", source: test}
  c: {source: test}
  d: {source: test})yaml";
  const ScenarioFile file = load_text(
      model(parameters, "joint: [{parameters: [c, d], distribution: empirical, file: posterior.csv}]\n"
                        "correlation: [{between: [a, b], value: 0.5}]"),
      folder.path("m.yaml"));
  for (const auto design : {SampleDesign::Kind::random, SampleDesign::Kind::latin_hypercube}) {
    const Draws one = draws_of(file, 300, design, 1, 1);
    for (const int lanes : {16, 37, 64}) {
      const Draws other = draws_of(file, 300, design, lanes, 2);
      CHECK(one.values == other.values);
      CHECK(one.costs == other.costs);
    }
  }
}

TEST_CASE("a Latin hypercube stands in the file and in the results") {
  const ScenarioFile file = load_text(
      model(kApart, "analyses: {psa: {samples: 100, design: latin_hypercube}}"), own_scenario("joint.yaml"));
  CHECK(file.base->analyses.psa.latin_hypercube);
  const Draws draws = draws_of(file, 1000, SampleDesign::Kind::latin_hypercube);
  CHECK(mean(draws["a"]) == doctest::Approx(2).epsilon(0.002));
  CHECK(mean(draws["d"]) == doctest::Approx(5).epsilon(0.0005));
  CHECK(std::abs(correlation(draws["a"], draws["d"])) < 0.1);
}
