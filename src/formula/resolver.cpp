#include "formula/resolver.h"

#include "formula/functions.h"
#include "formula/units.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace cea::formula {

namespace {

/// A look-up column, or a parameter, clock …: `head.tail` split at the first dot.
std::pair<std::string, std::string> split_dot(const std::string& name) {
  const auto dot = name.find('.');
  return dot == std::string::npos ? std::pair(name, std::string())
                                  : std::pair(name.substr(0, dot), name.substr(dot + 1));
}

const Clock* find_clock(const Scenario& scenario, const std::string& name, int& index) {
  for (std::size_t i = 0; i < scenario.clocks.size(); ++i)
    if (scenario.clocks[i].name == name) {
      index = static_cast<int>(i);
      return &scenario.clocks[i];
    }
  return nullptr;
}

} // namespace

Resolver::Resolver(ResolverContext& context, Definitions definitions, CurveChoices choices)
    : context_(context), graph_(context.graph), definitions_(std::move(definitions)),
      start_time_(context.graph.constant(0)),
      curves_(
          context.scenario, context.graph, context.diagnostics,
          [this](const FormulaText& formula) { return in_curve_time(formula); }, std::move(choices)) {}

ExpressionPtr Resolver::parsed(const FormulaText& formula) {
  const std::string key = fmt::format("{}\x1f{}\x1f{}\x1f{}", formula.text, formula.span.line,
                                      formula.span.column, static_cast<const void*>(formula.span.file.get()));
  const auto it = context_.parsed.find(key);
  if (it != context_.parsed.end()) return it->second;
  return context_.parsed.emplace(key, parse(formula, context_.diagnostics, {context_.days_per_year}))
      .first->second;
}

std::optional<NodeId> Resolver::resolve(const FormulaText& formula) {
  const ExpressionPtr e = parsed(formula);
  return e ? expression(*e) : std::nullopt;
}

std::optional<double> Resolver::resolve_constant(const FormulaText& formula, const std::string& what) {
  const Result node = resolve(formula);
  if (!node) return std::nullopt;
  if (!graph_.is_constant(*node)) {
    const bool varies = graph_.depends(*node) != 0;
    context_.inputs.needed_before_run(*node);
    context_.diagnostics.error(
        formula.span,
        varies
            ? fmt::format("{} must be known before the run, but '{}' {}", what, formula.text,
                          graph_.depends(*node) == kSample ? "is uncertain" : "changes from cycle to cycle")
            : fmt::format("{}: '{}' isn't a finite number", what, formula.text),
        varies ? "use numbers and parameters without a distribution" : "");
    return std::nullopt;
  }
  return graph_.value(*node);
}

std::optional<NodeId> Resolver::resolve_name(const std::string& name, const Span& span) {
  const auto it = definitions_.find(name);
  return it == definitions_.end() ? std::nullopt : parameter(name, it->second.size() - 1, span);
}

std::vector<std::pair<std::string, NodeId>> Resolver::names_in(const FormulaText& formula) {
  std::vector<std::pair<std::string, NodeId>> found;
  std::vector<ExpressionPtr> open{parsed(formula)};
  while (!open.empty()) {
    const ExpressionPtr e = open.back();
    open.pop_back();
    if (!e) continue;
    if (e->op == Op::name && definitions_.contains(e->name)) {
      const bool known =
          std::any_of(found.begin(), found.end(), [&](const auto& f) { return f.first == e->name; });
      if (const Result node = known ? std::nullopt : resolve_name(e->name, e->span))
        found.emplace_back(e->name, *node);
    }
    for (const FormulaText& quoted : quoted_formulas(*e))
      open.push_back(parsed(quoted));
    open.insert(open.end(), e->arguments.rbegin(), e->arguments.rend());
  }
  return found;
}

void Resolver::lend(const std::string& name, const FormulaText& value) {
  Definition definition;
  definition.value = value;
  definition.span = value.span;
  definitions_[name] = {std::move(definition)};
}

void Resolver::forget(const std::string& name) {
  definitions_.erase(name);
  done_.erase(name);
}

NodeId Resolver::time_node() {
  if (scope_ != TimeScope::cycles) return graph_.constant(0);
  return graph_.add(start_time_, graph_.multiply(graph_.cycle(), graph_.constant(graph_.cycle_length())));
}

/// Whether a word means nothing where the formula stands: reported.
bool Resolver::refused_by_scope(const Expression& e) {
  constexpr std::array kOfCycles = {"cycle", "mid_time",      "mid_age",        "cycle_mean",
                                    "t",     "time_in_state", "cycles_in_state"};
  constexpr std::array kOfTime = {"time", "cycle_length", "per_cycle"};
  const auto among = [&](const auto& words) {
    return std::find(words.begin(), words.end(), e.name) != words.end();
  };
  int clock = 0;
  const bool refused = scope_ != TimeScope::cycles &&
                       (among(kOfCycles) || (scope_ == TimeScope::none && among(kOfTime)) ||
                        find_clock(context_.scenario, split_dot(e.name).first, clock) != nullptr);
  if (!refused) return false;
  if (scope_ == TimeScope::none)
    context_.diagnostics.error(e.span, fmt::format("'{}' has no meaning in a decision tree alone", e.name),
                               "without `states:` a model has no time");
  else
    context_.diagnostics.error(
        e.span, fmt::format("'{}' has no meaning in a decision tree", e.name),
        "the tree stands before the first cycle, at time 0; `age` is the starting age there");
  return true;
}

std::optional<NodeId> Resolver::expression(const Expression& e) {
  switch (e.op) {
  case Op::number:
    return graph_.constant(e.number);
  case Op::name:
    return name(e);
  case Op::call:
    return call(e);
  case Op::text:
    context_.diagnostics.error(e.span, "a text can't stand here");
    return std::nullopt;
  default:
    break;
  }
  std::vector<NodeId> a;
  bool complete = true;
  for (const auto& argument : e.arguments) {
    if (const Result r = expression(*argument))
      a.push_back(*r);
    else
      complete = false;
  }
  if (!complete) return std::nullopt;
  switch (e.op) {
  case Op::negate:
    return graph_.unary(NodeOp::negate, a[0]);
  case Op::logical_not:
    return graph_.unary(NodeOp::logical_not, a[0]);
  case Op::add:
    return graph_.add(a[0], a[1]);
  case Op::subtract:
    return graph_.subtract(a[0], a[1]);
  case Op::multiply:
    return graph_.multiply(a[0], a[1]);
  case Op::divide:
    return graph_.divide(a[0], a[1]);
  case Op::power:
    return graph_.binary(NodeOp::power, a[0], a[1]);
  case Op::equal:
    return graph_.binary(NodeOp::equal, a[0], a[1]);
  case Op::not_equal:
    return graph_.binary(NodeOp::not_equal, a[0], a[1]);
  case Op::less:
    return graph_.binary(NodeOp::less, a[0], a[1]);
  case Op::less_equal:
    return graph_.binary(NodeOp::less_equal, a[0], a[1]);
  case Op::greater:
    return graph_.binary(NodeOp::less, a[1], a[0]);
  case Op::greater_equal:
    return graph_.binary(NodeOp::less_equal, a[1], a[0]);
  case Op::logical_and:
    return graph_.binary(NodeOp::logical_and, a[0], a[1]);
  case Op::logical_or:
    return graph_.binary(NodeOp::logical_or, a[0], a[1]);
  default:
    return std::nullopt;
  }
}

std::optional<std::size_t> Resolver::level_meant(const std::string& name) {
  const auto it = definitions_.find(name);
  if (it == definitions_.end()) return std::nullopt;
  // Inside its own definition a name means the level below.
  if (!stack_.empty() && stack_.back().first == name && stack_.back().second > 0)
    return stack_.back().second - 1;
  return it->second.size() - 1;
}

std::optional<NodeId> Resolver::name(const Expression& e) {
  if (const Result quantity = patient(e.name)) return quantity;
  context_.used.insert(e.name);
  if (const auto level = level_meant(e.name)) return parameter(e.name, *level, e.span);
  if (e.name == "value" && value_word_) return graph_.constant(*value_word_);
  return builtin(e);
}

std::optional<NodeId> Resolver::age(const Expression& e, NodeId time) {
  if (!start_age_) {
    context_.diagnostics.error(e.span, fmt::format("'{}' needs a starting age", e.name),
                               "give it as `start_age:` under `time:`");
    return std::nullopt;
  }
  return graph_.add(*start_age_, time);
}

std::optional<NodeId> Resolver::builtin(const Expression& e) {
  if (refused_by_scope(e)) return std::nullopt;
  const std::string& n = e.name;
  const double length = graph_.cycle_length();
  const NodeId mid = graph_.add(start_time_, graph_.multiply(graph_.add(graph_.cycle(), graph_.constant(0.5)),
                                                             graph_.constant(length)));
  if (n == "cycle") return graph_.cycle();
  if (n == "time") return time_node();
  if (n == "mid_time") return mid;
  if (n == "age") return age(e, time_node());
  if (n == "mid_age") return age(e, mid);
  if (n == "start_age" && in_curve_) return age(e, graph_.constant(0));
  if (n == "cycle_length") return graph_.constant(length);
  if (n == "cycles_in_state") return graph_.stay();
  if (n == "time_in_state") return graph_.multiply(graph_.stay(), graph_.constant(length));
  if (n == "calendar_year") {
    if (const auto year = context_.scenario.setting.start_year)
      return graph_.add(graph_.constant(*year), time_node());
    context_.diagnostics.error(e.span, "'calendar_year' needs a starting year",
                               "give it as `start_year:` under `setting:`");
    return std::nullopt;
  }
  if (n == "t") {
    if (in_curve_) return graph_.moment();
    if (in_mean_) return graph_.add(time_node(), graph_.multiply(graph_.moment(), graph_.constant(length)));
    context_.diagnostics.error(e.span, "'t' has a meaning only inside cycle_mean(…)",
                               "use `time` for the years at the start of the cycle");
    return std::nullopt;
  }
  const auto [head, tail] = split_dot(n);
  int index = 0;
  if (find_clock(context_.scenario, head, index)) {
    context_.used.insert(head);
    if (tail == "cycles") return graph_.clock(index);
    if (tail == "time") return graph_.multiply(graph_.clock(index), graph_.constant(length));
    context_.diagnostics.error(e.span,
                               fmt::format("the clock '{}' has '{}.time' and '{}.cycles'", head, head, head));
    return std::nullopt;
  }
  if (is_curve(context_.scenario, head)) return bare_curve(e);
  unknown(e, false);
  return std::nullopt;
}

std::optional<NodeId> Resolver::parameter(const std::string& name, std::size_t level, const Span& span) {
  auto& entries = done_[name];
  if (entries.empty()) entries.resize(definitions_.at(name).size());
  if (entries[level].node) return entries[level].node;
  if (entries[level].open) {
    std::string chain;
    auto from = std::find(stack_.begin(), stack_.end(), std::pair(name, level));
    for (; from != stack_.end(); ++from)
      chain += from->first + " → ";
    if (from == stack_.end() && chain.empty()) return std::nullopt; // failed before: reported there
    context_.diagnostics.error(
        definitions_.at(name)[level].span,
        fmt::format("the definition of '{}' goes in a circle: {}{}", name, chain, name),
        "one of them must be given by something else");
    return std::nullopt;
  }
  if (stack_.size() >= kDeepestDefinition) {
    context_.diagnostics.error(
        span, fmt::format("definitions are nested more than {} deep at '{}'", kDeepestDefinition, name));
    return std::nullopt;
  }
  entries[level].open = true; // stays so after a failure, which is then not reported again
  stack_.emplace_back(name, level);
  auto outer = std::exchange(patients_, {}); // a definition doesn't see who asks for it
  const Result node = define(name, level);
  patients_ = std::move(outer);
  stack_.pop_back();
  if (node) done_[name][level] = {false, node};
  return node;
}

std::optional<double> Resolver::price_factor(const Definition& d) {
  if (d.unit == nullptr || d.index_exempt) return 1.0;
  return price_index_factor(*d.unit, context_.scenario, context_.diagnostics);
}

std::optional<NodeId> Resolver::own_value(const std::string& name, const Definition& d, std::size_t level,
                                          double factor) {
  Result base;
  if (!d.value.text.empty()) {
    const auto outer_mean = std::exchange(in_mean_, false);
    const auto outer_curve = std::exchange(in_curve_, false);
    const auto outer_bare = std::exchange(bare_curves_, false);
    base = resolve(d.value);
    in_mean_ = outer_mean;
    in_curve_ = outer_curve;
    bare_curves_ = outer_bare;
    if (!base) return std::nullopt;
    base = graph_.multiply(*base, graph_.constant(factor));
  }
  if (level == 0)
    if (const Result member = context_.inputs.joint_member(name, base, factor)) return member;
  return base;
}

/// Whether the value at this level comes with each sample instead of being drawn or computed.
bool Resolver::brought_by_sample(const std::string& name, std::size_t level) {
  const std::vector<Definition>& levels = definitions_.at(name);
  std::size_t top = 0;
  std::size_t drawn = 0;
  for (std::size_t i = 0; i < levels.size() && !levels[i].by_strategy; ++i) {
    top = i;
    if (levels[i].distribution != nullptr) drawn = i;
  }
  return (level == top && context_.inputs.is_varied(name)) ||
         (level == drawn && context_.inputs.is_replayed(name));
}

std::optional<NodeId> Resolver::define(const std::string& name, std::size_t level) {
  const Definition& d = definitions_.at(name)[level];
  const std::optional<double> factor = price_factor(d);
  if (!factor) return std::nullopt;
  Result node = own_value(name, d, level, *factor);
  if (!node) return std::nullopt;
  const bool brought = brought_by_sample(name, level);
  if (d.distribution != nullptr && !brought) node = draw(name, d, *node, *factor);
  if (!node) return std::nullopt;
  if (brought) node = context_.inputs.varied(name, *node);
  graph_.set_label(*node, name);
  return node;
}

} // namespace cea::formula
