#include "support/locale.h"

#include <algorithm>
#include <array>

namespace cea {
namespace {

// No line may break inside a number, so blanks are U+00A0, or U+202F where they are narrow.
constexpr std::string_view kBlank = "\xC2\xA0", kNarrow = "\xE2\x80\xAF";
constexpr std::string_view kPercent = "\xC2\xA0%";

constexpr std::array<NumberLocale, 27> kLocales = {{
    {"cs_CZ", ",", kBlank, false, kBlank, kPercent},
    {"da_DK", ",", ".", false, kBlank, kPercent},
    {"de_AT", ",", kBlank, true, kBlank, kPercent},
    {"de_CH", ".", "'", true, kBlank, "%"},
    {"de_DE", ",", ".", false, kBlank, kPercent},
    {"en_AU", ".", ",", true, "", "%"},
    {"en_CA", ".", ",", true, "", "%"},
    {"en_GB", ".", ",", true, "", "%"},
    {"en_IE", ".", ",", true, "", "%"},
    {"en_NZ", ".", ",", true, "", "%"},
    {"en_US", ".", ",", true, "", "%"},
    {"es_ES", ",", ".", false, kBlank, kPercent},
    {"fi_FI", ",", kBlank, false, kBlank, kPercent},
    {"fr_BE", ",", kNarrow, false, kBlank, kPercent},
    {"fr_CA", ",", kBlank, false, kBlank, kPercent},
    {"fr_CH", ",", kNarrow, false, kBlank, "%"},
    {"fr_FR", ",", kNarrow, false, kBlank, kPercent},
    {"it_IT", ",", ".", false, kBlank, "%"},
    {"ja_JP", ".", ",", true, "", "%"},
    {"nb_NO", ",", kBlank, false, kBlank, kPercent},
    {"nl_BE", ",", ".", true, kBlank, "%"},
    {"nl_NL", ",", ".", true, kBlank, "%"},
    {"pl_PL", ",", kBlank, false, kBlank, "%"},
    {"pt_BR", ",", ".", true, kBlank, "%"},
    {"pt_PT", ",", kBlank, false, kBlank, "%"},
    {"sv_SE", ",", kBlank, false, kBlank, kPercent},
    {"zh_CN", ".", ",", true, "", "%"},
}};

} // namespace

const NumberLocale* find_locale(std::string_view name) {
  const auto* const it =
      std::find_if(kLocales.begin(), kLocales.end(), [&](const NumberLocale& l) { return l.name == name; });
  return it == kLocales.end() ? nullptr : it;
}

std::vector<std::string> locale_names() {
  std::vector<std::string> names;
  for (const NumberLocale& l : kLocales)
    names.emplace_back(l.name);
  return names;
}

std::string localized(std::string_view number, const NumberLocale& locale) {
  std::string out;
  for (const char c : number) {
    if (c == '.')
      out += locale.decimal;
    else if (c == ',')
      out += locale.thousands;
    else
      out += c;
  }
  return out;
}

} // namespace cea
