#include "support/locale.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cea;

TEST_CASE("locales are found by their name and stand in order") {
  const std::vector<std::string> names = locale_names();
  CHECK(std::is_sorted(names.begin(), names.end()));
  for (const std::string& name : names) {
    REQUIRE(find_locale(name) != nullptr);
    CHECK(find_locale(name)->name == name);
    CHECK(find_locale(name)->decimal != find_locale(name)->thousands);
  }
  CHECK(find_locale("de") == nullptr);
  CHECK(find_locale("") == nullptr);
}

TEST_CASE("a number in a locale's signs") {
  CHECK(localized("-1,234,567.8", *find_locale("en_US")) == "-1,234,567.8");
  CHECK(localized("-1,234,567.8", *find_locale("de_DE")) == "-1.234.567,8");
  CHECK(localized("-1,234,567.8", *find_locale("de_CH")) == "-1'234'567.8");
  CHECK(localized("1,234,567.8", *find_locale("fr_FR")) == "1\u202F234\u202F567,8");
  CHECK(localized("1,234,567.8", *find_locale("sv_SE")) == "1\u00A0234\u00A0567,8");
  CHECK(localized("1.5e-07", *find_locale("it_IT")) == "1,5e-07");
}
