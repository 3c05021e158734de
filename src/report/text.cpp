#include "report/text.h"

#include "report/tables.h"

namespace cea::report {
namespace {

template <class Render>
std::string render_all(const Results& results, Audience audience, const Render& render) {
  std::string out;
  for (const Table& table : report_tables(results, audience))
    out.append(out.empty() ? "" : "\n").append(render(table));
  return out;
}

} // namespace

std::string to_text(const Results& results, int width) {
  return render_all(results, Audience::terminal, [&](const Table& t) { return render_text(t, width); });
}

std::string to_markdown(const Results& results) {
  return render_all(results, Audience::document, render_markdown);
}

std::string to_latex(const Results& results) {
  return "% needs \\usepackage[T1]{fontenc}, \\usepackage{textcomp}, \\usepackage{booktabs}, "
         "\\usepackage{longtable}\n" +
         render_all(results, Audience::document, render_latex);
}

std::string to_csv(const Results& results) {
  return render_all(results, Audience::data, [](const Table& t) {
    return std::string("# ").append(clean(t.title)).append("\n").append(render_csv(t));
  });
}

} // namespace cea::report
