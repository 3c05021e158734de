#include "input/number_files.h"
#include "input/sections.h"

#include "formula/ast.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::input {

namespace {

using Argument = DistributionCall::Argument;

/// The text of an argument; empty where it isn't given.
std::string text_of(const DistributionCall& call, const char* name) {
  const auto it = std::find_if(call.arguments.begin(), call.arguments.end(),
                               [&](const Argument& a) { return a.name == name; });
  return it == call.arguments.end() ? std::string() : it->text;
}

/// Texts stand in `empirical` alone.
bool check_texts(const DistributionCall& call, Context& context) {
  const bool empirical = call.family == "empirical";
  for (const Argument& a : call.arguments) {
    const bool file = a.name == "file" || a.name == "column";
    if (empirical && file && !a.text.empty()) continue;
    if (!empirical && a.text.empty()) continue;
    context.diagnostics.error(a.formula.span,
                              empirical ? fmt::format("empirical: unknown argument '{}'", a.name)
                                        : fmt::format("{}: '{}' isn't a number", call.family, a.name),
                              empirical ? "as empirical(file=\"draws.csv\"), with column=\"…\" where needed"
                                        : "");
    return false;
  }
  return true;
}

/// Reads the sample of an `empirical`; false after an error.
bool add_sample(DistributionCall& call, const std::string& parameter, Context& context) {
  const std::string file = text_of(call, "file");
  if (file.empty()) {
    context.diagnostics.error(call.span, "empirical: the file is missing",
                              "as empirical(file=\"draws.csv\"), with a column of values");
    return false;
  }
  const Span& at = std::find_if(call.arguments.begin(), call.arguments.end(), [](const Argument& a) {
                     return a.name == "file";
                   })->formula.span;
  call.sample = read_sample(file, at, text_of(call, "column"), parameter, context);
  if (!call.sample) return false;
  const auto [least, most] = std::minmax_element(call.sample->begin(), call.sample->end());
  if (*least < *most) return true;
  context.diagnostics.error(at, fmt::format("empirical: all values of the file are {:.6g}", *least),
                            "where there is no uncertainty, leave the distribution out");
  return false;
}

} // namespace

std::optional<DistributionCall> read_distribution(const Node& node, const std::string& parameter,
                                                  Context& context) {
  if (!node.is_scalar()) {
    context.diagnostics.error(node.span, "`distribution` must be a text",
                              "as `\"gamma(mean=0.4, se=0.05)\"`");
    return std::nullopt;
  }
  auto call = formula::parse_distribution({node.text, node.span}, context.diagnostics);
  if (!call || !check_texts(*call, context)) return std::nullopt;
  if (call->family == "empirical" && !add_sample(*call, parameter, context)) return std::nullopt;
  return call;
}

} // namespace cea::input
