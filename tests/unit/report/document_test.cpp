#include "report/document.h"
#include "report/figure_vega.h"
#include "report/html.h"
#include "report/html_text.h"
#include "report/redact.h"
#include "support/text.h"
#include "unit/report/hostile.h"

#include <doctest/doctest.h>

#include <set>

using namespace cea;
using namespace cea::report;
using made_up::document_of;
using made_up::elements_of;
using made_up::hostile;
using made_up::kHostile;

namespace {

/// The page without its scripts and styles.
std::string body_of(const std::string& html) {
  const std::size_t begin = html.find("<body>"), end = html.find("<script type=\"application/json\"");
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  return html.substr(begin, end - begin);
}

Results complete() {
  Results r = made_up::results();
  r.cloud = psa_cloud(made_up::samples(), 0, 10);
  return r;
}

} // namespace

TEST_CASE("a section stands when its analysis exists") {
  Results r = made_up::results();
  const auto ids = [](const Document& d) {
    std::set<std::string> all;
    for (const Section& s : d.sections)
      all.insert(s.id);
    return all;
  };
  CHECK(ids(document_of(r)).contains("psa"));
  CHECK_FALSE(ids(document_of(r)).contains("budget"));
  r.psa.reset();
  CHECK_FALSE(ids(document_of(r)).contains("psa"));
  CHECK_FALSE(ids(document_of(r)).contains("information"));
  for (const char* always : {"summary", "problem", "base-case", "checklist", "provenance"})
    CHECK(ids(document_of(r)).contains(always));
}

TEST_CASE("a grid of curves without a willingness to pay has curves and no threshold of its own") {
  Results r = made_up::results();
  const std::vector<std::string> labels = r.psa->labels;
  r.base_case->thresholds.clear();
  r.scenarios.clear();
  fill_decision(*r.base_case, std::vector<std::size_t>(r.base_case->strategies.size(), 0));
  r.psa = summarise(made_up::samples(), "qaly", labels, {}, {0, 25'000, 50'000}, 1);
  r.cloud = psa_cloud(made_up::samples(), 0, 10);
  const Document d = document_of(r);
  for (const ReportTable* t : tables_of(d))
    for (const auto& row : t->table.rows)
      CHECK(row.size() == t->table.columns.size());
  std::set<std::string> figures;
  for (const Figure* f : figures_of(d))
    figures.insert(f->id);
  CHECK(figures.contains("cost-effectiveness-plane"));
}

TEST_CASE("names of tables and figures are names of files and each its own") {
  const Document d = document_of(complete());
  std::set<std::string> names;
  for (const ReportTable* t : tables_of(d)) {
    CHECK(names.insert("t" + t->id).second);
    CHECK(t->id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos);
    for (const auto& row : t->table.rows)
      CHECK(row.size() == t->table.columns.size());
  }
  for (const Figure* f : figures_of(d)) {
    CHECK(names.insert("f" + f->id).second);
    CHECK(f->id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos);
    CHECK_FALSE(f->message.empty());
  }
  CHECK(figures_of(d).size() >= 5);
}

TEST_CASE("what follows the threshold has a text a point") {
  const Document d = document_of(complete());
  REQUIRE(d.thresholds.size() > 2);
  CHECK(d.thresholds[d.chosen] == 100'000);
  for (const Section& s : d.sections)
    for (const Block& b : s.blocks) {
      if (const auto* p = std::get_if<Paragraph>(&b); p != nullptr && !p->at_threshold.empty()) {
        REQUIRE(p->at_threshold.size() == d.thresholds.size());
        CHECK(p->text == p->at_threshold[d.chosen]);
      }
      if (const auto* f = std::get_if<Figure>(&b); f != nullptr && !f->messages.empty()) {
        REQUIRE(f->messages.size() == d.thresholds.size());
        CHECK(f->message == f->messages[d.chosen]);
      }
      if (const auto* t = std::get_if<ReportTable>(&b); t != nullptr && !t->at_threshold.empty()) {
        REQUIRE(t->at_threshold.size() == d.thresholds.size());
        for (std::size_t r = 0; r < t->table.rows.size(); ++r)
          for (std::size_t c = 0; c < t->table.columns.size(); ++c)
            CHECK(t->table.rows[r][c].text == t->at_threshold[d.chosen][r][c]);
      }
    }
}

TEST_CASE("a column that follows the threshold is a line over it") {
  const Document d = document_of(complete());
  for (const Figure* f : figures_of(d)) {
    if (f->id != "convergence") continue;
    const FigureColumn& inmb = f->data[0].columns[1];
    const PsaCloud cloud = psa_cloud(made_up::samples(), 0, 10);
    CHECK(inmb.at(15, 50'000) ==
          doctest::Approx(50'000 * cloud.clouds[0].mean_effect - cloud.clouds[0].mean_cost));
    CHECK(inmb.at(15, 0) == doctest::Approx(-cloud.clouds[0].mean_cost));
    return;
  }
  FAIL("there is no figure of convergence");
}

TEST_CASE("the cloud keeps samples evenly and moments of all") {
  const PsaSamples samples = made_up::samples();
  const PsaCloud all = psa_cloud(samples, 0, 100), some = psa_cloud(samples, 0, 4);
  CHECK(all.clouds.size() == 4);
  CHECK(all.clouds[0].costs.size() == 16);
  CHECK(some.clouds[0].costs.size() == 4);
  CHECK(some.clouds[0].costs[1] == all.clouds[0].costs[4]);
  CHECK(some.clouds[0].var_cost == all.clouds[0].var_cost);
  double sum = 0, squares = 0;
  for (const double x : all.clouds[0].effects)
    sum += x;
  for (const double x : all.clouds[0].effects)
    squares += (x - sum / 16) * (x - sum / 16);
  CHECK(all.clouds[0].mean_effect == doctest::Approx(sum / 16));
  CHECK(all.clouds[0].var_effect == doctest::Approx(squares / 15));
  CHECK(all.running_cost[0].back() == doctest::Approx(all.clouds[0].mean_cost));
}

TEST_CASE("Vega-Lite gets every column that its layers name") {
  const Document d = document_of(complete());
  for (const Figure* f : figures_of(d)) {
    CAPTURE(f->id);
    const auto spec = vega_lite(*f);
    CHECK(spec["layer"].size() >= f->layers.size());
    CHECK(spec["description"] == clean(f->message));
    for (const auto& layer : spec["layer"]) {
      const std::string csv = spec["datasets"][layer["data"]["name"].get<std::string>()];
      const std::string header = "," + csv.substr(0, csv.find('\n')) + ",";
      for (const auto& [channel, encoding] : layer["encoding"].items()) {
        if (!encoding.is_object() || !encoding.contains("field")) continue;
        std::string field = encoding["field"];
        if (field.ends_with("_at")) field.resize(field.size() - 3);
        CHECK(header.find("," + field + ",") != std::string::npos);
      }
    }
  }
}

TEST_CASE("hostile texts show as text in HTML") {
  const std::set<std::string> usual = elements_of(body_of(document_html(document_of(hostile("plain")))));
  for (const std::string& text : kHostile) {
    CAPTURE(text.substr(0, 60));
    const std::string html = document_html(document_of(hostile(text), text + "\n" + text));
    CHECK(elements_of(body_of(html)) == usual);
    const std::size_t data = html.find("<script type=\"application/json\" id=\"data\">");
    const std::size_t end = html.find("</script>", data);
    REQUIRE(end != std::string::npos);
    CHECK(html.substr(data + 1, end - data - 1).find('<') == std::string::npos);
    CHECK(html.find("onmouseover=\"alert") == std::string::npos);
    CHECK(html.find("\xE2\x80\xAE") == std::string::npos);
    CHECK(html.find('\x1b') == std::string::npos);
    CHECK(is_valid_utf8(html));
  }
}

TEST_CASE("hostile texts show as text in Markdown and CSV") {
  for (const std::string& text : kHostile) {
    CAPTURE(text.substr(0, 60));
    const Document d = document_of(hostile(text), text + "\n" + text);
    const std::string markdown = document_markdown(d);
    // The scenario's own text stands in a fence, where nothing is Markdown.
    const std::string prose = markdown.substr(0, markdown.rfind("\n### "));
    for (std::size_t at = prose.find('<'); at != std::string::npos; at = prose.find('<', at + 1)) {
      REQUIRE(at > 0);
      CHECK(prose[at - 1] == '\\');
    }
    for (std::size_t at = prose.find("](javascript"); at != std::string::npos;
         at = prose.find("](javascript", at + 1))
      CHECK(prose[at - 1] == '\\');
    CHECK(markdown.find('\x1b') == std::string::npos);
    CHECK(is_valid_utf8(markdown));
    for (const ReportTable* t : tables_of(d)) {
      const std::string csv = render_csv(t->table);
      for (const char* start : {"=cmd", "@SUM"}) {
        CHECK_FALSE(csv.starts_with(start));
        for (const std::string before : {",", "\n", "\""})
          CHECK(csv.find(before + start) == std::string::npos);
      }
    }
    for (const Figure* f : figures_of(d)) {
      CHECK(figure_csv(*f).find(",=cmd") == std::string::npos);
      CHECK(is_valid_utf8(vega_lite(*f).dump()));
    }
  }
}

TEST_CASE("a page may load nothing and runs its own scripts only") {
  const std::string html = document_html(document_of(complete()));
  const std::size_t begin = html.find("Content-Security-Policy\" content=\"");
  REQUIRE(begin != std::string::npos);
  const std::string policy = html.substr(begin, html.find("\">", begin) - begin);
  CHECK(policy.find("default-src 'none'") != std::string::npos);
  CHECK(policy.find("unsafe") == std::string::npos);
  CHECK(policy.find("http") == std::string::npos);
  CHECK(policy.find("connect-src") == std::string::npos);
  CHECK(html.find("<link") == std::string::npos);
  CHECK(body_of(html).find("src=\"") == std::string::npos);
  // Each script element without a type has its hash in the policy.
  for (std::size_t at = html.find("<script>"); at != std::string::npos; at = html.find("<script>", at + 1)) {
    const std::size_t from = at + 8, to = html.find("</script>", from);
    const std::string hash = base64_of_hex(sha256_hex(html.substr(from, to - from)));
    CHECK(policy.find("'sha256-" + hash + "'") != std::string::npos);
  }
}

TEST_CASE("base64 of bytes") {
  CHECK(base64_of_hex("") == "");
  CHECK(base64_of_hex("4d") == "TQ==");
  CHECK(base64_of_hex("4d61") == "TWE=");
  CHECK(base64_of_hex("4d616e") == "TWFu");
  CHECK(base64_of_hex("fbff00") == "+/8A");
}

TEST_CASE("parameters link to their line and their source") {
  Results r = made_up::results();
  auto file = std::make_shared<SourceFile>();
  file->name = "scenario.yaml";
  file->text = "cea: 1\nparameters:\n  c_drug: 5\n";
  r.parameters.push_back({.name = "c_drug",
                          .label = "Drug",
                          .unit = "USD",
                          .distribution = "",
                          .source = "a price list",
                          .quality = "P",
                          .note = "",
                          .section = "",
                          .value = 5,
                          .low = {},
                          .high = {},
                          .span = {file, 3, 3}});
  const std::string html = document_html(make_document({r, {file}, ""}, Audience::document));
  CHECK(html.find("id=\"parameter-c_drug\"><a href=\"#line-3\">Drug</a>") != std::string::npos);
  CHECK(html.find("<a href=\"#source-") != std::string::npos);
  CHECK(html.find("<li id=\"line-3\"><code>  c_drug: 5</code>") != std::string::npos);
  // Every link leads somewhere.
  const std::string body = body_of(html);
  for (std::size_t at = body.find("href=\"#"); at != std::string::npos; at = body.find("href=\"#", at + 1)) {
    const std::string id = body.substr(at + 7, body.find('"', at + 7) - at - 7);
    CHECK_MESSAGE(body.find("id=\"" + id + "\"") != std::string::npos, id);
  }
}

TEST_CASE("numbers of confidential parameters are black") {
  auto file = std::make_shared<SourceFile>();
  file->name = "s.yaml";
  file->text =
      "parameters:\n  c_drug:\n    value: 12_345\n    confidential: true\n  c_other: 777\nscenarios:\n"
      "  cheap: {set: {c_drug: 999, c_drug2: 3}}\n  p2: {set: {c_drug2: 55}}\n";
  ParameterSummary drug;
  drug.name = "c_drug";
  drug.confidential = true;
  drug.span = {file, 2, 3};
  const auto shown = without_confidential({file}, {drug});
  CHECK(shown[0]->text ==
        "parameters:\n  c_drug:\n    value: ■■_■■■\n    confidential: true\n  c_other: 777\nscenarios:\n"
        "  cheap: {set: {c_drug: ■■■, c_drug2: ■}}\n  p2: {set: {c_drug2: 55}}\n");
  Results r;
  r.parameters = {drug};
  r.overrides = {"c_drug=5", "c_drug2=6"};
  r.explanation.emplace();
  r.explanation->parameters.push_back({"c_drug", "12_345", "", "", "", "", 12345.0, true});
  hide_confidential(r);
  CHECK(r.overrides == std::vector<std::string>{"c_drug=confidential", "c_drug2=6"});
  CHECK_FALSE(r.explanation->parameters[0].value);
  CHECK(r.explanation->parameters[0].formula == "confidential");
}

namespace {

/// Two parameters of two values each; the drug costs 1,000 a point of x more and gives 0.02 a point of y.
TwoWayResult made_up_map() {
  TwoWayResult r;
  r.x = {"c_drug", "Price", 1, false, {1, 3}};
  r.y = {"effect", "Effect", 1, false, {1, 3}};
  r.wtp = 100'000;
  r.strategies = r.labels = {"usual_care", "course", "drug", "stop", "worse"};
  r.best.assign(2, std::vector<std::optional<std::size_t>>(2));
  r.nmb.assign(5, {{0, 0}, {0, 0}});
  r.effects = r.nmb;
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 2; ++j) {
      const double effect = 0.02 * r.y.values[j], cost = 1000 * r.x.values[i];
      for (const std::size_t s : {1U, 3U, 4U})
        r.nmb[s][i][j] = -1e6;
      r.effects[2][i][j] = effect;
      r.nmb[2][i][j] = r.wtp * effect - cost;
      r.best[i][j] = r.nmb[2][i][j] > 0 ? 2 : 0;
    }
  return r;
}

} // namespace

TEST_CASE("a map of best strategies follows the threshold") {
  Results r = made_up::results();
  r.two_way = {made_up_map()};
  const Document d = document_of(r);
  for (const Figure* f : figures_of(d)) {
    if (f->id != "two-way") continue;
    const FigureData& tiles = f->data.front();
    REQUIRE(tiles.columns.size() == 10);
    // Price 1, effect 3 at 100,000: 6,000 gained for 1,000.
    CHECK(tiles.columns[7].at(1, 100'000) == doctest::Approx(5000));
    CHECK(tiles.columns[7].at(1, 0) == doctest::Approx(-1000));
    CHECK(f->message.find("Drug on 75.0%") != std::string::npos);
    CHECK(f->messages.front().find("Usual care on 100.0%") != std::string::npos);
    const auto spec = vega_lite(*f);
    const std::string expression = spec["layer"][0]["transform"].dump();
    CHECK(expression.find("indexof([datum['inmb0'], datum['inmb1_at']") != std::string::npos);
    return;
  }
  FAIL("there is no map");
}
