#include "analysis/cloud.h"
#include "report/document.h"
#include "report/figure_vega.h"
#include "report/json.h"
#include "report/numbers.h"
#include "unit/report/made_up.h"

#include <doctest/doctest.h>

using namespace cea;
using namespace cea::report;
using made_up::document_of;

namespace {

NumberStyle style_of(const std::string& currency, const std::string& locale) {
  Results r;
  r.currency = currency;
  return NumberStyle(r, *find_locale(locale));
}

Results in_locale(const std::string& locale) {
  Results r = made_up::results();
  r.cloud = psa_cloud(made_up::samples(), 0, 10);
  r.locale = locale;
  return r;
}

} // namespace

TEST_CASE("the currency's place in a locale") {
  CHECK(style_of("EUR", "de_DE").amount(-151'580) == "-151.580\u00A0€");
  CHECK(style_of("EUR", "fr_FR").amount(151'580) == "151\u202F580\u00A0€");
  CHECK(style_of("EUR", "nl_NL").amount(-151'580) == "-€\u00A0151.580");
  CHECK(style_of("CHF", "de_CH").amount(151'580) == "CHF\u00A0151'580");
  CHECK(style_of("GBP", "en_GB").amount(-5) == "-£5");
  CHECK(style_of("AUD", "en_AU").amount(5) == "5 AUD");
  CHECK(style_of("", "de_DE").amount(1234) == "1.234");
}

TEST_CASE("percentages and digits in a locale") {
  CHECK(style_of("EUR", "de_DE").percent(0.5374) == "53,7\u00A0%");
  CHECK(style_of("EUR", "it_IT").percent(0.5374) == "53,7%");
  CHECK(style_of("EUR", "de_DE").three_digits(48.31) == "48,3");
  CHECK(style_of("EUR", "de_DE").significant(0.012345, 4) == "0,01235");
  CHECK(style_of("EUR", "de_DE").number(1234.5, 1) == "1.234,5");
  CHECK(style_of("EUR", "de_DE").count(10'000) == "10.000");
}

TEST_CASE("every number of every table follows the locale") {
  const Document english = document_of(in_locale(""), Audience::document);
  const Document german = document_of(in_locale("de_DE"), Audience::document);
  const auto before = tables_of(english), after = tables_of(german);
  REQUIRE(before.size() == after.size());
  const NumberLocale& locale = *find_locale("de_DE");
  std::size_t changed = 0;
  for (std::size_t t = 0; t < before.size(); ++t) {
    CAPTURE(before[t]->id);
    for (std::size_t r = 0; r < before[t]->table.rows.size(); ++r)
      for (std::size_t c = 0; c < before[t]->table.columns.size(); ++c) {
        const Cell& cell = before[t]->table.rows[r][c];
        const std::string& text = after[t]->table.rows[r][c].text;
        if (!cell.number || cell.text.find('$') != std::string::npos) continue;
        std::string expected = localized(cell.text, locale);
        if (expected.ends_with('%')) expected.replace(expected.size() - 1, 1, "\u00A0%");
        CHECK(text == expected);
        changed += text == cell.text ? 0 : 1;
      }
  }
  CHECK(changed > 50);
}

TEST_CASE("sentences and the page's thresholds follow the locale") {
  const Document d = document_of(in_locale("de_DE"), Audience::document);
  CHECK(d.threshold_texts[d.chosen] == "100.000\u00A0$ per QALY");
  for (const Figure* f : figures_of(d)) {
    CAPTURE(f->message);
    CHECK(f->message.find("$1") == std::string::npos);
    CHECK(f->locale.name == "de_DE");
    const auto spec = vega_lite(*f);
    CHECK(spec["config"]["locale"]["number"]["decimal"] == ",");
    CHECK(spec["config"]["locale"]["number"]["thousands"] == ".");
    CHECK(spec["config"]["locale"]["number"]["percent"] == "\u00A0%");
  }
  const Document british = document_of(in_locale("en_GB"), Audience::document);
  for (const Figure* f : figures_of(british))
    CHECK_FALSE(vega_lite(*f)["config"].contains("locale"));
}

TEST_CASE("data has a point whatever the locale") {
  const Results english = in_locale(""), german = in_locale("de_DE");
  CHECK(to_json(english) == to_json(german));
  const Document a = document_of(english, Audience::data), b = document_of(german, Audience::data);
  const auto before = tables_of(a), after = tables_of(b);
  REQUIRE(before.size() == after.size());
  for (std::size_t t = 0; t < before.size(); ++t)
    CHECK(render_csv(before[t]->table) == render_csv(after[t]->table));
  const Document c = document_of(english, Audience::document), d = document_of(german, Audience::document);
  for (std::size_t f = 0; f < figures_of(c).size(); ++f)
    CHECK(figure_csv(*figures_of(c)[f]) == figure_csv(*figures_of(d)[f]));
}

TEST_CASE("an unknown locale of results made elsewhere changes nothing") {
  CHECK(document_markdown(document_of(in_locale("xx_XX"), Audience::document)) ==
        document_markdown(document_of(in_locale(""), Audience::document)));
}
