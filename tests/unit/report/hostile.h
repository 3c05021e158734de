#pragma once

#include "analysis/cloud.h"
#include "unit/report/made_up.h"

#include <cctype>
#include <set>
#include <string>
#include <vector>

/// Scenarios whose author writes what would do harm where it isn't shown as text.
namespace cea::made_up {

inline const std::vector<std::string> kHostile = {"<script>alert(1)</script>",
                                                  "</script><img src=x onerror=alert(1)>",
                                                  "=cmd|' /C calc'!A0",
                                                  "@SUM(1+1)",
                                                  "\xE2\x80\xAE"
                                                  "desrever",
                                                  "a\x01"
                                                  "b\x1b[31mred",
                                                  "\" onmouseover=\"alert(1)",
                                                  "[link](javascript:alert(1))",
                                                  "```\n# heading",
                                                  "<!-- comment",
                                                  "bad \xff utf-8",
                                                  "no characters of XML: \xEF\xBF\xBE \xEF\xBF\xBF",
                                                  "`touch hostile`$(touch hostile)",
                                                  "' . system('touch hostile') . '",
                                                  "'; set output 'hostile'; #",
                                                  "@MACRO {/=40 big} ^up _down \\n %g",
                                                  "\\input{/etc/passwd}$x^2$ & % # _ ~ \\end{document}",
                                                  "\\\\[1cm] [1] --- ''quotes'' \"",
                                                  std::string(10'000, 'x')};

/// Every text that a scenario's author writes says something hostile.
inline Results hostile(const std::string& text) {
  Results r = results();
  r.title = r.question = r.settings_note = r.country = r.file = text;
  r.perspective = {text};
  for (StrategyTotals& s : r.base_case->strategies) {
    s.label = text;
    s.cost_by_category = {{text, s.cost}, {"other", 1}};
  }
  for (std::string& label : r.psa->labels)
    label = text;
  r.cloud = psa_cloud(samples(), 0, 10);
  r.parameters.push_back({.name = "c",
                          .label = text,
                          .unit = text,
                          .distribution = text,
                          .source = text,
                          .quality = "A",
                          .note = text,
                          .section = text,
                          .value = 1,
                          .low = {},
                          .high = {},
                          .span = {}});
  r.warnings.push_back({Severity::warning, {}, text, text});
  return r;
}

/// What a browser would take as elements: `<` and a letter, `/` or `!`.
inline std::set<std::string> elements_of(const std::string& html) {
  std::set<std::string> names;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    std::size_t end = at + 1;
    while (end < html.size() &&
           (std::isalnum(static_cast<unsigned char>(html[end])) != 0 || html[end] == '/' || html[end] == '!'))
      ++end;
    if (end > at + 1) names.insert(html.substr(at + 1, end - at - 1));
  }
  return names;
}

} // namespace cea::made_up
