#include "property/random_tree.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cea::property {

/// A tree knows time 0 alone.
std::string TreeWriter::formula(Kind kind) {
  const std::string x = pool_.number(kind);
  switch (random_.integer(0, 5)) {
  case 0:
    return quoted(fmt::format("{} * if(age > 45, 0.8, 0.9)", x));
  case 1:
    return quoted(fmt::format("if(time > 0 or calendar_year != 2024, {}, {} / 2)", x, x));
  default:
    return x;
  }
}

std::string TreeWriter::amounts() {
  std::string keys;
  if (random_.chance(0.4)) keys += ", cost: " + formula(Kind::cost);
  if (random_.chance(0.2)) keys += ", costs: {drug: " + formula(Kind::cost) + ", other: 12}";
  if (random_.chance(0.2)) keys += ", effects: {qaly: " + formula(Kind::loss) + "}";
  if (random_.chance(0.1)) keys += ", effects: {life_years: 0.2, qaly: 0.1}";
  if (const auto second = keys.rfind(", effects"); second != keys.find(", effects")) keys.resize(second);
  return keys;
}

std::string TreeWriter::branch(const std::string& probability, int depth) {
  const std::string end =
      depth > 0 && random_.chance(0.5) ? branches(depth - 1) : ", to: " + random_.pick(shape_.states);
  return fmt::format("{{probability: {}{}{}}}", probability, amounts(), end);
}

/// The first branch is one that strategies can change: `b1` with a share of its own, the last the rest.
std::string TreeWriter::branches(int depth) {
  const int count = random_.integer(2, 3);
  std::vector<std::string> list;
  for (int i = 1; i < count; ++i) {
    std::string p = pool_.number(Kind::probability);
    if (random_.chance(0.2)) p = random_.pick({"0", "0.5", "1"});
    list.push_back(fmt::format("b{}: {}", i, branch(quoted(fmt::format("{} / {}", p, count - 1)), depth)));
  }
  list.push_back("last: " + branch("rest", depth));
  return fmt::format(", branches: {{{}}}", fmt::join(list, ", "));
}

std::string TreeWriter::tree() {
  const std::string duration =
      shape_.start > 0 ? digits(shape_.start) + " years" : random_.pick({"0", "0 years"});
  return fmt::format("{{duration: {}{}{}}}", duration, amounts(), branches(2));
}

std::string TreeWriter::change() {
  return fmt::format("{{cost: {}, branches: {{b1: {{probability: {}, costs: {{test: 7}}}}}}}}",
                     formula(Kind::cost), quoted(pool_.number(Kind::probability) + " / 3"));
}

} // namespace cea::property
