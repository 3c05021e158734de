#include "formula/lexer.h"

#include "formula/ast.h"
#include "support/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace cea::formula {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr std::string_view kCurrencyHint =
    "leave the currency out: amounts are bare numbers, the unit is declared";

/// How a sign is spelled, and what it means. One with a hint is an error; one of kind `end` is then left out.
struct Sign {
  std::string_view spelling;
  TokenKind kind;
  std::string_view hint = {};
};

// Longer spellings stand before their beginnings.
constexpr Sign kSigns[] = {
    {"===", TokenKind::equal, "write '==' for equality"},
    {"**", TokenKind::caret, "write '^' for a power"},
    {"==", TokenKind::equal},
    {"!=", TokenKind::not_equal},
    {"<>", TokenKind::not_equal, "write '!='"},
    {"<=", TokenKind::less_equal},
    {">=", TokenKind::greater_equal},
    {"=<", TokenKind::less_equal, "write '<='"},
    {"=>", TokenKind::greater_equal, "write '>='"},
    {"&&", TokenKind::logical_and, "write 'and'"},
    {"||", TokenKind::logical_or, "write 'or'"},
    {"//", TokenKind::slash, "write floor(a / b) for a whole quotient"},
    {"+", TokenKind::plus},
    {"-", TokenKind::minus},
    {"*", TokenKind::star},
    {"/", TokenKind::slash},
    {"^", TokenKind::caret},
    {"%", TokenKind::percent},
    {"<", TokenKind::less},
    {">", TokenKind::greater},
    {"=", TokenKind::assign},
    {"(", TokenKind::open},
    {")", TokenKind::close},
    {"[", TokenKind::open_bracket},
    {"]", TokenKind::close_bracket},
    {",", TokenKind::comma},
    {"&", TokenKind::logical_and, "write 'and'"},
    {"|", TokenKind::logical_or, "write 'or'"},
    {"!", TokenKind::logical_not, "write 'not'"},
    {"−", TokenKind::minus, "this is a typographic minus; write '-'"},
    {"–", TokenKind::minus, "this is a dash; write '-'"},
    {"—", TokenKind::minus, "this is a dash; write '-'"},
    {"×", TokenKind::star, "write '*'"},
    {"·", TokenKind::star, "write '*'"},
    {"÷", TokenKind::slash, "write '/'"},
    {"≤", TokenKind::less_equal, "write '<='"},
    {"≥", TokenKind::greater_equal, "write '>='"},
    {"≠", TokenKind::not_equal, "write '!='"},
    {"\u00A0", TokenKind::end, "this is a non-breaking space; type a plain one"},
    {"$", TokenKind::end, kCurrencyHint},
    {"€", TokenKind::end, kCurrencyHint},
    {"£", TokenKind::end, kCurrencyHint},
};

/// Signs without a meaning that the parser could go on with.
constexpr Sign kForeign[] = {
    {":", TokenKind::end, "numbers are decimal and durations have a unit: 90 days, 1.5 years"},
    {";", TokenKind::end, "arguments are separated by ','; a formula is one expression"},
    {"?", TokenKind::end, "write if(condition, then, else)"},
    {"{", TokenKind::end, "group with '(' and ')'"},
    {"}", TokenKind::end, "group with '(' and ')'"},
    {"#", TokenKind::end, "in YAML a comment needs a blank before '#'"},
    {"“", TokenKind::end, "this is a typographic quotation mark; write '\"'"},
    {"”", TokenKind::end, "this is a typographic quotation mark; write '\"'"},
    {"„", TokenKind::end, "this is a typographic quotation mark; write '\"'"},
    {"‘", TokenKind::end, "this is a typographic quotation mark; write '\"'"},
    {"’", TokenKind::end, "this is a typographic quotation mark; write '\"'"},
    {"²", TokenKind::end, "write '^ 2'"},
    {"³", TokenKind::end, "write '^ 3'"},
};

template <std::size_t N> const Sign* find_sign(const Sign (&signs)[N], std::string_view rest) {
  const auto found = std::find_if(std::begin(signs), std::end(signs),
                                  [&](const Sign& s) { return rest.starts_with(s.spelling); });
  return found == std::end(signs) ? nullptr : &*found;
}

class Lexer {
public:
  explicit Lexer(FormulaSource& source) : source_(source), s_(source.text()) {}

  std::optional<std::vector<Token>> run() {
    while (at_ < s_.size())
      step();
    add(TokenKind::end, s_.size());
    if (!usable_) return {};
    return std::move(tokens_);
  }

private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < s_.size() ? s_[at_ + ahead] : '\0';
  }
  [[nodiscard]] std::string_view rest() const { return s_.substr(at_); }
  void add(TokenKind kind, std::size_t begin) { tokens_.push_back({kind, begin, at_}); }

  void unusable(std::size_t begin, std::string message, std::string_view hint) {
    usable_ = false;
    source_.error(begin, std::move(message), std::string(hint));
  }

  void step() {
    const char c = peek();
    if (is_space(c))
      ++at_;
    else if (is_digit(c) || (c == '.' && is_digit(peek(1))))
      number();
    else if (is_letter(c))
      name();
    else if (c == '"' || c == '\'')
      text(c);
    else
      sign();
  }

  bool digits() {
    const std::size_t begin = at_;
    bool grouped = true;
    for (; is_digit(peek()) || peek() == '_'; ++at_)
      if (peek() == '_') grouped = grouped && at_ > begin && is_digit(s_[at_ - 1]) && is_digit(peek(1));
    return grouped;
  }

  bool exponent() {
    if (peek() != 'e' && peek() != 'E') return true;
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if (!is_digit(peek(1 + sign))) return is_letter(peek(1)); // `2ever` is a number and a name, run together
    at_ += 1 + sign;
    return digits();
  }

  void number() {
    const std::size_t begin = at_;
    bool good = digits();
    if (peek() == '.') {
      ++at_;
      good = digits() && good;
    }
    good = exponent() && good;
    const std::size_t tail = at_;
    while (is_word(peek()) || peek() == '.')
      ++at_;
    const std::string_view literal = s_.substr(begin, at_ - begin);
    if (!good || at_ > tail)
      bad_number(begin, s_.substr(tail, at_ - tail), literal);
    else if (!literal_value(literal))
      source_.error(begin, fmt::format("'{}' is outside the range of numbers", literal),
                    "numbers reach from about 1e-308 to 1e308");
    add(TokenKind::number, begin);
    check_grouping_comma();
  }

  void bad_number(std::size_t begin, std::string_view tail, std::string_view literal) {
    unusable(begin, fmt::format("'{}' isn't a number", literal), number_hint(begin, tail, literal));
  }

  std::string number_hint(std::size_t begin, std::string_view tail, std::string_view literal) const {
    const std::string_view head = s_.substr(begin, literal.size() - tail.size());
    if (head == "0" && !tail.empty() && (tail[0] == 'x' || tail[0] == 'X'))
      return "numbers are decimal, not hexadecimal";
    if (tail.empty()) return "'_' stands between two digits only, as in 25_000";
    if (duration_unit(tail, 365.25)) return fmt::format("write '{} {}'", head, tail);
    if (tail == "e" || tail == "E") return "an exponent needs digits, as in 1e-4";
    if (tail[0] == '.') return "a number has one decimal point; digits are grouped by '_', as in 25_000";
    if (is_letter(tail[0])) return fmt::format("write '{} * {}' for a product", head, tail);
    return "numbers look like 0.3, 1e-4, 25_000 or 3%";
  }

  /// `max(1,050, x)` would silently be three arguments.
  void check_grouping_comma() {
    if (!rest().starts_with(",0") || !is_digit(peek(2)) || !is_digit(peek(3)) || is_word(peek(4)) ||
        peek(4) == '.')
      return;
    source_.error(at_, "',' doesn't group digits",
                  "write '_', as in 25_000; or put a blank behind the ',' if it separates arguments");
  }

  void name() {
    const std::size_t begin = at_;
    while (is_word(peek()))
      ++at_;
    while (peek() == '.') {
      if (!is_letter(peek(1))) return bad_name(begin);
      ++at_;
      while (is_word(peek()))
        ++at_;
    }
    add(keyword(s_.substr(begin, at_ - begin)), begin);
  }

  static TokenKind keyword(std::string_view word) {
    if (word == "and") return TokenKind::logical_and;
    if (word == "or") return TokenKind::logical_or;
    if (word == "not") return TokenKind::logical_not;
    return TokenKind::name;
  }

  void bad_name(std::size_t begin) {
    ++at_;
    const bool placeholder = peek() == '<' && is_letter(peek(1));
    if (placeholder) ++at_;
    while (is_word(peek()) || peek() == '.')
      ++at_;
    if (placeholder && peek() == '>') ++at_;
    unusable(begin, fmt::format("'{}' isn't a name", s_.substr(begin, at_ - begin)),
             placeholder
                 ? "'<layer>' stands for the matched value in rows whose key is a pattern with that layer"
                 : "the parts of a name begin with a letter, as in p_stop.high");
    add(TokenKind::name, begin);
  }

  void text(char quote) {
    const std::size_t begin = at_, close = s_.find(quote, at_ + 1);
    if (close == std::string_view::npos) {
      at_ = s_.size();
      return unusable(
          begin, "the quotation mark isn't closed",
          "quotes enclose arguments, as in expected(\"ceil(x / 40)\", x=\"normal(mean=80, sd=12)\")");
    }
    at_ = close + 1;
    add(TokenKind::text, begin);
  }

  void sign() {
    const std::size_t begin = at_;
    const Sign* found = find_sign(kSigns, rest());
    if (!found) return foreign();
    at_ += found->spelling.size();
    if (!found->hint.empty())
      source_.error(begin, fmt::format("'{}' can't stand in a formula", found->spelling),
                    std::string(found->hint));
    if (found->kind != TokenKind::end) add(found->kind, begin);
  }

  void foreign() {
    const std::size_t begin = at_;
    if (peek() == '.' && is_letter(peek(1))) return dotted_word();
    if (peek() == '_' && is_word(peek(1))) return underscore_word();
    const Sign* found = find_sign(kForeign, rest());
    const Utf8Character c = utf8_character(s_, at_);
    at_ += c.bytes;
    const std::string_view shown = s_.substr(begin, c.bytes);
    const bool visible = c.valid && !is_control(c.code);
    unusable(begin,
             visible ? fmt::format("'{}' can't stand in a formula", shown)
                     : fmt::format("the byte 0x{:02X} can't stand in a formula",
                                   static_cast<unsigned char>(s_[begin])),
             found ? found->hint : "names are made of the letters a to z, digits and '_'");
  }

  /// `.nan`, `.inf`.
  void dotted_word() {
    const std::size_t begin = at_++;
    while (is_word(peek()))
      ++at_;
    unusable(begin, fmt::format("'{}' isn't a number", s_.substr(begin, at_ - begin)),
             "every number of a model is finite");
  }

  void underscore_word() {
    const std::size_t begin = at_;
    while (is_word(peek()))
      ++at_;
    const std::string_view word = s_.substr(begin, at_ - begin);
    unusable(begin, fmt::format("'{}' isn't a name", word), "names begin with a letter");
  }

  FormulaSource& source_;
  std::string_view s_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  bool usable_ = true;
};

} // namespace

std::string_view FormulaSource::text(const Token& token) const {
  return text().substr(token.begin, token.end - token.begin);
}

std::string FormulaSource::slice(std::size_t begin, std::size_t end) const {
  return formula_.text.substr(begin, end - begin);
}

Span FormulaSource::span_at(std::size_t offset) const {
  if (formula_.span.column == 0 || text().substr(0, offset).find('\n') != std::string_view::npos)
    return formula_.span;
  return formula_.span.shifted(static_cast<int>(offset));
}

void FormulaSource::error(std::size_t offset, std::string message, std::string hint) {
  failed_ = true;
  diagnostics_.error(span_at(offset), std::move(message), std::move(hint));
}

std::optional<std::vector<Token>> tokenize(FormulaSource& source) {
  return Lexer(source).run();
}

std::optional<double> literal_value(std::string_view literal, int shift) {
  std::string digits;
  std::copy_if(literal.begin(), literal.end(), std::back_inserter(digits), [](char c) { return c != '_'; });
  const std::size_t e = digits.find_first_of("eE");
  std::string mantissa = digits.substr(0, e);
  int exponent = 0;
  if (e != std::string::npos) {
    const char* first = digits.data() + e + 1;
    if (*first == '+') ++first;
    if (std::from_chars(first, digits.data() + digits.size(), exponent).ec != std::errc{}) return {};
  }
  if (exponent > 100'000 || exponent < -100'000) return {};
  mantissa += fmt::format("e{}", exponent + shift);
  double value = 0;
  if (std::from_chars(mantissa.data(), mantissa.data() + mantissa.size(), value).ec != std::errc{}) return {};
  return value;
}

std::optional<DurationUnit> duration_unit(std::string_view word, double days_per_year) {
  if (word.ends_with('s')) word.remove_suffix(1);
  if (word == "year") return DurationUnit{1, 1};
  if (word == "month") return DurationUnit{1, 12};
  if (word == "week") return DurationUnit{7, days_per_year};
  if (word == "day") return DurationUnit{1, days_per_year};
  return {};
}

} // namespace cea::formula
