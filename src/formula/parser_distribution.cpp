#include "formula/ast.h"
#include "formula/lexer.h"
#include "support/text.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace cea::formula {

namespace {

constexpr std::size_t kMostCharacters = 10'000;

/// How a family's arguments are named, for hints.
struct Form {
  std::string_view family, example;
};

constexpr Form kForms[] = {
    {"beta", "beta(mean=…, se=…), beta(alpha=…, beta=…) or beta(events=…, total=…)"},
    {"gamma", "gamma(mean=…, se=…), gamma(shape=…, rate=…) or gamma(shape=…, scale=…)"},
    {"lognormal",
     "lognormal(median=…, low=…, high=…), lognormal(mean=…, se=…) or lognormal(meanlog=…, sdlog=…)"},
    {"normal", "normal(mean=…, se=…) or normal(mean=…, low=…, high=…)"},
    {"truncated_normal", "truncated_normal(mean=…, se=…, min=…, max=…)"},
    {"uniform", "uniform(min=…, max=…)"},
    {"triangular", "triangular(min=…, mode=…, max=…)"},
    {"pert", "pert(min=…, mode=…, max=…)"},
    {"exponential", "exponential(rate=…)"},
    {"weibull", "weibull(shape=…, scale=…)"},
    {"weibull_ph", "weibull_ph(shape=…, rate=…)"},
    {"gompertz", "gompertz(shape=…, rate=…)"},
    {"loglogistic", "loglogistic(shape=…, scale=…)"},
    {"generalized_gamma", "generalized_gamma(mu=…, sigma=…, q=…)"},
    {"poisson", "poisson(mean=…)"},
    {"binomial", "binomial(n=…, p=…)"},
    {"bernoulli", "bernoulli(p=…)"},
    {"discrete", "discrete(values=[…], weights=[…])"},
    {"empirical", "empirical(file=\"…\")"},
};

std::string form_of(std::string_view family) {
  const auto found =
      std::find_if(std::begin(kForms), std::end(kForms), [&](const Form& f) { return f.family == family; });
  return found == std::end(kForms) ? fmt::format("{}(name=…, …)", family) : std::string(found->example);
}

class DistributionParser {
public:
  DistributionParser(const FormulaText& text, Diagnostics& diagnostics, std::vector<Token> tokens,
                     FormulaSource& source)
      : text_(text), diagnostics_(diagnostics), tokens_(std::move(tokens)), source_(source) {}

  std::optional<DistributionCall> run() {
    if (!is_call()) return not_a_call();
    DistributionCall call;
    call.family = std::string(source_.text(tokens_[0]));
    call.text = std::string(trim(text_.text));
    call.span = source_.span_at(tokens_[0].begin);
    at_ = 2;
    while (tokens_[at_].kind != TokenKind::close || !call.arguments.empty()) {
      if (!argument(call)) return {};
      if (tokens_[at_].kind == TokenKind::close) break;
      ++at_; // the comma
    }
    if (tokens_[++at_].kind != TokenKind::end) return trailing();
    if (source_.failed()) return {};
    return call;
  }

private:
  [[nodiscard]] bool is_call() const {
    return tokens_.size() > 2 && tokens_[0].kind == TokenKind::name && tokens_[1].kind == TokenKind::open &&
           is_identifier(source_.text(tokens_[0]));
  }

  std::optional<DistributionCall> not_a_call() {
    source_.error(tokens_[0].begin, fmt::format("'{}' isn't a distribution", trim(text_.text)),
                  "write a family with named arguments, such as beta(mean=0.5, se=0.1)");
    return {};
  }

  std::optional<DistributionCall> trailing() {
    source_.error(tokens_[at_].begin,
                  fmt::format("'{}' follows the distribution", source_.text(tokens_[at_])),
                  "a distribution stands alone; transform it in a parameter's formula");
    return {};
  }

  /// Takes `name = formula` up to the comma or parenthesis behind it. False where that can't be found.
  bool argument(DistributionCall& call) {
    const bool named = tokens_[at_].kind == TokenKind::name && tokens_[at_ + 1].kind == TokenKind::assign;
    const Token name = tokens_[at_];
    if (named) at_ += 2;
    const std::size_t first = at_;
    if (!skip_formula()) {
      source_.error(tokens_[1].begin, "'(' isn't closed",
                    "close it with ')'; in YAML, a formula with a comma inside { } or [ ] must be quoted");
      return false;
    }
    if (!named)
      positional(call, name);
    else if (at_ == first)
      source_.error(name.begin, fmt::format("argument '{}' has no value", source_.text(name)));
    else
      add(call, name, first);
    return true;
  }

  void positional(const DistributionCall& call, const Token& at) {
    if (at_ < tokens_.size() && (at.kind == TokenKind::comma || at.kind == TokenKind::close))
      source_.error(at.begin, "an argument is missing");
    else
      source_.error(at.begin, "arguments of a distribution have names", "write " + form_of(call.family));
  }

  void add(DistributionCall& call, const Token& name, std::size_t first) {
    std::string word(source_.text(name));
    if (std::any_of(call.arguments.begin(), call.arguments.end(),
                    [&](const auto& a) { return a.name == word; }))
      source_.error(name.begin, fmt::format("argument '{}' is given twice", word));
    const std::size_t begin = tokens_[first].begin, end = tokens_[at_ - 1].end;
    DistributionCall::Argument argument{std::move(word), {source_.slice(begin, end), source_.span_at(begin)}};
    if (tokens_[first].kind == TokenKind::open_bracket)
      argument.list = list(first);
    else if (tokens_[first].kind == TokenKind::text || is_text(argument.name))
      argument.text = unquoted(argument.formula.text);
    else if (!parse(argument.formula, diagnostics_))
      source_.fail();
    call.arguments.push_back(std::move(argument));
  }

  /// Names of files and columns needn't be quoted.
  static bool is_text(std::string_view name) { return name == "file" || name == "column"; }

  static std::string unquoted(std::string_view text) {
    text = trim(text);
    const bool quoted = text.size() > 1 && (text.front() == '"' || text.front() == '\'');
    return std::string(quoted ? text.substr(1, text.size() - 2) : text);
  }

  /// The elements of a list that begins with token `first` and ends before `at_`.
  std::vector<FormulaText> list(std::size_t first) {
    std::vector<FormulaText> elements;
    std::size_t begin = first + 1;
    int depth = 0;
    for (std::size_t i = begin; i < at_; ++i) {
      const TokenKind kind = tokens_[i].kind;
      const bool last = depth == 0 && kind == TokenKind::close_bracket;
      if ((depth == 0 && kind == TokenKind::comma) || last) {
        if (i > begin)
          element(begin, i, elements);
        else if (!last || !elements.empty())
          source_.error(tokens_[i].begin, "an element of the list is missing");
        begin = i + 1;
      }
      if (kind == TokenKind::open || kind == TokenKind::open_bracket) ++depth;
      if (kind == TokenKind::close || kind == TokenKind::close_bracket) --depth;
    }
    if (begin != at_) source_.error(tokens_[begin].begin, "this follows the list");
    return elements;
  }

  void element(std::size_t begin, std::size_t end, std::vector<FormulaText>& elements) {
    FormulaText text{source_.slice(tokens_[begin].begin, tokens_[end - 1].end),
                     source_.span_at(tokens_[begin].begin)};
    if (!parse(text, diagnostics_)) source_.fail();
    elements.push_back(std::move(text));
  }

  bool skip_formula() {
    for (int depth = 0; tokens_[at_].kind != TokenKind::end; ++at_) {
      const TokenKind kind = tokens_[at_].kind;
      if (depth == 0 && (kind == TokenKind::comma || kind == TokenKind::close)) return true;
      if (kind == TokenKind::open || kind == TokenKind::open_bracket) ++depth;
      if (kind == TokenKind::close || kind == TokenKind::close_bracket) --depth;
    }
    return false;
  }

  const FormulaText& text_;
  Diagnostics& diagnostics_;
  std::vector<Token> tokens_;
  FormulaSource& source_;
  std::size_t at_ = 0;
};

} // namespace

std::optional<DistributionCall> parse_distribution(const FormulaText& text, Diagnostics& diagnostics) {
  FormulaSource source(text, diagnostics);
  if (text.text.size() > kMostCharacters) {
    source.error(0, fmt::format("the distribution has {} characters, more than {}", text.text.size(),
                                kMostCharacters));
    return {};
  }
  auto tokens = tokenize(source);
  if (!tokens || source.failed()) return {};
  return DistributionParser(text, diagnostics, std::move(*tokens), source).run();
}

} // namespace cea::formula
