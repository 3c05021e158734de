// expected("f", x="distribution") for one quantity at a time: single values summed up, a uniform integrated,
// a normal integrated over twelve standard deviations on either side.
#include "oracle/mean.h"
#include "oracle/oracle.h"
#include "oracle/values.h"

#include "formula/resolver.h"

#include <cmath>
#include <vector>

namespace cea::oracle {

double Values::expected(const formula::Expression& e, const Moment& m, const Scope& scope) {
  const std::string& name = e.argument_names.at(1);
  const FormulaText body{e.arguments.at(0)->name, e.span}, law{e.arguments.at(1)->name, e.span};
  Diagnostics diagnostics;
  const auto call = formula::parse_distribution(law, diagnostics);
  if (!call) throw InputError(diagnostics);
  std::map<std::string, std::vector<double>> arguments;
  for (const auto& a : call->arguments) {
    auto& values = arguments[a.name];
    if (a.list.empty()) values.push_back(evaluate(*parsed(a.formula), m, scope));
    for (const FormulaText& formula : a.list)
      values.push_back(evaluate(*parsed(formula), m, scope));
  }
  const auto has = [&](const char* argument) { return arguments.contains(argument); };
  const char* const sd = has("se") ? "se" : "sd";
  const bool known = call->family == "discrete"  ? has("values") && has("weights")
                     : call->family == "uniform" ? has("min") && has("max")
                                                 : call->family == "normal" && has("mean") && has(sd);
  if (!known || arguments.size() != 2 || e.arguments.size() != 2)
    throw Unsupported(e.span, "expected(…) of this distribution");
  const auto at = [&](double x, bool moves) {
    patients_[name] = {x, moves};
    return evaluate(*parsed(body), m, scope);
  };
  double result = 0;
  std::vector<int>* const outer = choices_;
  if (call->family == "discrete") {
    double total = 0;
    for (const double weight : arguments.at("weights"))
      total += weight;
    for (std::size_t i = 0; i < arguments.at("values").size(); ++i)
      result += arguments.at("weights").at(i) / total * at(arguments.at("values").at(i), false);
  } else if (call->family == "uniform") {
    result = mean(
        [&](double x) {
          Sample s;
          choices_ = &s.choices;
          s.value = at(x, true);
          return s;
        },
        arguments.at("min").at(0), arguments.at("max").at(0));
  } else {
    constexpr double kFar = 12;
    for (double z = -kFar; z < kFar; ++z)
      result += mean(
          [&](double y) {
            Sample s;
            choices_ = &s.choices;
            s.value = at(arguments.at("mean").at(0) + arguments.at(sd).at(0) * y, true) *
                      std::exp(-y * y / 2) / std::sqrt(2 * std::acos(-1.0));
            return s;
          },
          z, z + 1);
  }
  choices_ = outer;
  patients_.erase(name);
  return result;
}

} // namespace cea::oracle
