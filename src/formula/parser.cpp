#include "formula/ast.h"
#include "formula/lexer.h"
#include "formula/parser_messages.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace cea::formula {

namespace {

constexpr std::size_t kMostCharacters = 10'000;
constexpr std::size_t kMostTokens = 2'000; // bounds the tree's height, sums being as high as they are long
constexpr int kDeepest = 200;

enum Level { kOr = 1, kAnd, kNot, kComparison, kSum, kProduct, kUnary };

struct BinaryOperator {
  TokenKind token;
  int level;
  Op op;
};

constexpr BinaryOperator kBinary[] = {
    {TokenKind::logical_or, kOr, Op::logical_or},
    {TokenKind::logical_and, kAnd, Op::logical_and},
    {TokenKind::equal, kComparison, Op::equal},
    {TokenKind::assign, kComparison, Op::equal}, // reported when met
    {TokenKind::not_equal, kComparison, Op::not_equal},
    {TokenKind::less, kComparison, Op::less},
    {TokenKind::less_equal, kComparison, Op::less_equal},
    {TokenKind::greater, kComparison, Op::greater},
    {TokenKind::greater_equal, kComparison, Op::greater_equal},
    {TokenKind::plus, kSum, Op::add},
    {TokenKind::minus, kSum, Op::subtract},
    {TokenKind::star, kProduct, Op::multiply},
    {TokenKind::slash, kProduct, Op::divide},
};

const BinaryOperator* binary_operator(TokenKind token) {
  const auto found = std::find_if(std::begin(kBinary), std::end(kBinary),
                                  [&](const BinaryOperator& b) { return b.token == token; });
  return found == std::end(kBinary) ? nullptr : &*found;
}

/// A subexpression with the bytes it covers, parentheses included. Without a node: a syntax error was
/// reported, and parsing stops.
struct Parsed {
  std::shared_ptr<Expression> node;
  std::size_t begin = 0, end = 0;
  explicit operator bool() const { return node != nullptr; }
};

class Parser {
public:
  Parser(FormulaSource& source, std::vector<Token> tokens, const ParseOptions& options)
      : source_(source), tokens_(std::move(tokens)), options_(options) {}

  ExpressionPtr run() {
    const Parsed whole = binary(kOr);
    if (!whole) return nullptr;
    if (peek().kind != TokenKind::end) return unexpected_after_operand(), nullptr;
    return whole.node;
  }

private:
  /// Counts a level of nesting while it lives.
  class Nested {
  public:
    explicit Nested(int& depth) : depth_(depth) { ++depth_; }
    ~Nested() { --depth_; }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;

  private:
    int& depth_;
  };

  [[nodiscard]] const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  const Token& take() { return tokens_[std::min(at_++, tokens_.size() - 1)]; }
  [[nodiscard]] bool next_is(TokenKind kind, std::size_t ahead = 0) const { return peek(ahead).kind == kind; }

  Parsed make(Op op, const Token& at, std::size_t begin, std::size_t end,
              std::vector<ExpressionPtr> arguments = {}) {
    auto node = std::make_shared<Expression>();
    node->op = op;
    node->arguments = std::move(arguments);
    node->span = source_.span_at(at.begin);
    node->text = source_.slice(begin, end);
    return {std::move(node), begin, end};
  }

  bool too_deep() {
    if (depth_ <= kDeepest) return false;
    source_.error(peek().begin, fmt::format("the formula is nested more than {} levels deep", kDeepest),
                  "give its parts names of their own, as parameters");
    return true;
  }

  Parsed binary(int level) {
    if (level == kNot) return negation();
    if (level == kUnary) return unary();
    Parsed left = binary(level + 1);
    ExpressionPtr middle; // of a comparison that is being chained
    while (left) {
      const Token& token = peek();
      const BinaryOperator* found = binary_operator(token.kind);
      if (!found || found->level != level) break;
      take();
      if (token.kind == TokenKind::assign) source_.error(token.begin, "'=' doesn't compare", "write '=='");
      const Parsed right = binary(level + 1);
      if (!right) return {};
      if (level == kComparison) {
        if (middle) chained(token, left, *middle, right);
        middle = right.node;
      }
      left = make(found->op, token, left.begin, right.end, {left.node, right.node});
    }
    return left;
  }

  void chained(const Token& token, const Parsed& left, const Expression& middle, const Parsed& right) {
    source_.error(token.begin, "comparisons can't be chained",
                  fmt::format("use `and`: {} and {} {} {}", left.node->text, middle.text, source_.text(token),
                              right.node->text));
  }

  Parsed negation() {
    if (!next_is(TokenKind::logical_not)) return binary(kComparison);
    const Nested nested(depth_);
    if (too_deep()) return {};
    const Token& token = take();
    const Parsed operand = negation();
    if (!operand) return {};
    return make(Op::logical_not, token, token.begin, operand.end, {operand.node});
  }

  Parsed unary() {
    if (!next_is(TokenKind::minus) && !next_is(TokenKind::plus)) return power();
    const Nested nested(depth_);
    if (too_deep()) return {};
    const Token& token = take();
    const Parsed operand = unary();
    if (!operand || token.kind == TokenKind::plus) return {operand.node, token.begin, operand.end};
    return make(Op::negate, token, token.begin, operand.end, {operand.node});
  }

  Parsed power() {
    const Parsed base = primary();
    if (!base || !next_is(TokenKind::caret)) return base;
    const Nested nested(depth_);
    if (too_deep()) return {};
    const Token& token = take();
    const Parsed exponent = unary();
    if (!exponent) return {};
    return make(Op::power, token, base.begin, exponent.end, {base.node, exponent.node});
  }

  Parsed primary() {
    switch (peek().kind) {
    case TokenKind::number:
      return number();
    case TokenKind::name:
      return next_is(TokenKind::open, 1) ? call() : name();
    case TokenKind::open:
      return parenthesised();
    default:
      return unexpected_operand();
    }
  }

  Parsed number() {
    const Token& token = take();
    const bool percent = next_is(TokenKind::percent);
    double value = literal_value(source_.text(token), percent ? -2 : 0).value_or(0);
    std::size_t end = token.end;
    if (percent) {
      end = take().end;
      if (begins_operand(peek().kind)) return not_a_remainder(token);
    } else if (next_is(TokenKind::name)) {
      if (const auto unit = duration_unit(source_.text(peek()), options_.days_per_year)) {
        value = value * unit->multiply / unit->divide;
        end = take().end;
      }
    }
    Parsed out = make(Op::number, token, token.begin, end);
    out.node->number = value;
    return out;
  }

  Parsed not_a_remainder(const Token& number) {
    const Token& sign = tokens_[at_ - 1];
    source_.error(sign.begin, "'%' isn't the remainder of a division",
                  fmt::format("write mod({}, …); {}% alone is a percentage", source_.text(number),
                              source_.text(number)));
    return {};
  }

  Parsed name() {
    const Token& token = take();
    const std::string_view word = source_.text(token);
    if (const auto misuse = misused_name(word)) {
      source_.error(token.begin, misuse->message, misuse->hint);
      if (misuse->fatal) return {};
    }
    Parsed out = make(Op::name, token, token.begin, token.end);
    out.node->name = word;
    return out;
  }

  Parsed parenthesised() {
    const Nested nested(depth_);
    if (too_deep()) return {};
    const Token& open = take();
    const Parsed inner = binary(kOr);
    if (!inner) return {};
    if (!next_is(TokenKind::close)) return not_closed(open);
    return {inner.node, open.begin, take().end};
  }

  Parsed call() {
    const Nested nested(depth_);
    if (too_deep()) return {};
    const Token& callee = take();
    const Token& open = take();
    const std::string name(source_.text(callee));
    std::vector<ExpressionPtr> arguments;
    std::vector<std::string> argument_names;
    while (!next_is(TokenKind::close) || !arguments.empty()) {
      argument_names.push_back(argument_name(name, argument_names));
      const Parsed value = argument();
      if (!value) return {};
      arguments.push_back(value.node);
      if (next_is(TokenKind::close)) break;
      if (!next_is(TokenKind::comma)) return not_closed(open);
      take();
    }
    Parsed out = make(Op::call, callee, callee.begin, take().end, std::move(arguments));
    out.node->name = name;
    out.node->argument_names = std::move(argument_names);
    return out;
  }

  /// Takes `x =` in front of an argument; empty where there is none.
  std::string argument_name(std::string_view callee, const std::vector<std::string>& before) {
    const bool named = next_is(TokenKind::name) && next_is(TokenKind::assign, 1) && callee != "if";
    const Token& token = peek();
    if (!named) {
      if (!before.empty() && !before.back().empty())
        source_.error(token.begin, "an argument without a name follows one with a name",
                      "arguments without names come first; '==' compares");
      return {};
    }
    const std::string name(source_.text(token));
    at_ += 2;
    if (!is_identifier(name))
      source_.error(token.begin, fmt::format("'{}' can't name an argument", name), "write '==' to compare");
    if (std::find(before.begin(), before.end(), name) != before.end())
      source_.error(token.begin, fmt::format("argument '{}' is given twice", name));
    return name;
  }

  Parsed argument() {
    if (!next_is(TokenKind::text)) return binary(kOr);
    const Token& token = take();
    Parsed out = make(Op::text, token, token.begin, token.end);
    out.node->name = source_.slice(token.begin + 1, token.end - 1);
    return out;
  }

  Parsed not_closed(const Token& open) {
    if (next_is(TokenKind::end))
      source_.error(open.begin, "'(' isn't closed", std::string(kUnbalancedHint));
    else
      unexpected_after_operand();
    return {};
  }

  Parsed unexpected_operand() {
    const Token& token = peek();
    const Message message = missing_operand(token.kind, source_.text(token));
    source_.error(token.begin, message.text, message.hint);
    return {};
  }

  void unexpected_after_operand() {
    const Token& token = peek();
    const Token& before = tokens_[at_ - 1];
    const Message message =
        missing_operator({before.kind, source_.text(before)}, {token.kind, source_.text(token)}, depth_ > 0);
    source_.error(token.begin, message.text, message.hint);
  }

  FormulaSource& source_;
  std::vector<Token> tokens_;
  const ParseOptions& options_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

bool too_long(FormulaSource& source) {
  if (source.text().size() <= kMostCharacters) return false;
  source.error(
      0, fmt::format("the formula has {} characters, more than {}", source.text().size(), kMostCharacters),
      "give its parts names of their own, as parameters");
  return true;
}

bool too_many(const std::vector<Token>& tokens, FormulaSource& source) {
  if (tokens.size() <= kMostTokens) return false;
  source.error(tokens[kMostTokens].begin,
               fmt::format("the formula has more than {} words and signs", kMostTokens),
               "give its parts names of their own, as parameters");
  return true;
}

bool is_empty(const std::vector<Token>& tokens, FormulaSource& source) {
  if (tokens.size() > 1) return false;
  source.error(0, "the formula is empty", "write a number or a formula");
  return true;
}

} // namespace

ExpressionPtr parse(const FormulaText& formula, Diagnostics& diagnostics, const ParseOptions& options) {
  FormulaSource source(formula, diagnostics);
  if (too_long(source)) return nullptr;
  auto tokens = tokenize(source);
  if (!tokens || is_empty(*tokens, source) || too_many(*tokens, source)) return nullptr;
  ExpressionPtr tree = Parser(source, std::move(*tokens), options).run();
  return source.failed() ? nullptr : tree;
}

} // namespace cea::formula
