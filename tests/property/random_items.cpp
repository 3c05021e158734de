#include "property/random_items.h"

#include <fmt/format.h>

namespace cea::property {

std::string quoted(const std::string& formula) {
  return "\"" + formula + "\"";
}

std::string ItemWriter::cost() {
  return item(true);
}
std::string ItemWriter::effect() {
  return item(false);
}

std::string ItemWriter::outcome(const std::string& id) {
  with_losses_ = false;
  std::string keys = keys_of(true, true);
  with_losses_ = true;
  if (random_.chance(0.4))
    keys += ", discounting: " + random_.pick({"4%", "{0 years: 1%, 2 years: 6%}", "0%"});
  return fmt::format("{}: {{{}, better: {}}}", id, keys, random_.pick({"more", "fewer"}));
}

std::string ItemWriter::item(bool is_cost) {
  return fmt::format("item_{}: {{{}}}", ++written_, keys_of(is_cost, false));
}

std::string ItemWriter::keys_of(bool is_cost, bool own_outcome) {
  Where where{shape_.semi_markov, false};
  std::string keys;
  const int kind = random_.integer(0, 4);
  if (kind <= 1) keys = membership(is_cost, where);
  if (kind == 0) keys += while_in(is_cost, where);
  if (kind == 1) keys += event(is_cost, where);
  if (kind == 2) keys = once(is_cost, where);
  if (kind >= 3) keys = move(is_cost, where);
  if (random_.chance(0.3)) keys += ", during: " + window(where);
  if (random_.chance(0.2)) keys += ", when: " + quoted(formulas_.condition(where));
  if (!own_outcome && random_.chance(0.1)) keys += ", discount: " + random_.pick({"none", "5%", "0"});
  if (kind != 2 && random_.chance(0.15)) keys += ", cycle_correction: " + correction();
  if (is_cost && !own_outcome && random_.chance(0.5))
    keys += ", category: " + random_.pick({"drug", "care", "therapy"});
  return keys;
}

/// `in:` of an item that counts membership.
std::string ItemWriter::membership(bool is_cost, Where& where) {
  if (!shape_.in_clock.empty() && random_.chance(0.5)) {
    where.clock = true;
    return fmt::format("in: [{}]", fmt::join(shape_.in_clock, ", "));
  }
  if (!shape_.patterns.empty() && random_.chance(0.5)) return "in: " + random_.pick(shape_.patterns);
  if (random_.chance(0.3)) return "in: alive";
  return "in: " + random_.pick(is_cost ? shape_.states : shape_.living);
}

std::string ItemWriter::amount(bool is_cost, const Where& where) {
  if (is_cost) return quoted(formulas_.cost(where));
  const std::string loss = formulas_.loss(where);
  return random_.chance(0.3) ? quoted(loss) : fmt::format("\"-{}\"", loss);
}

std::string ItemWriter::while_in(bool is_cost, const Where& where) {
  if (is_cost && random_.chance(0.2)) return ", per_year: " + quoted(formulas_.yearly_cost());
  return (random_.chance(0.7) ? ", per_year: " : ", per_cycle: ") + amount(is_cost, where);
}

std::string ItemWriter::loss(const Where& where) {
  return ", utility_loss: " + quoted(formulas_.loss(where)) + ", for: " + quoted(formulas_.duration());
}

std::string ItemWriter::amount_and_loss(bool is_cost, const Where& where) {
  const std::string lost = loss(where);
  if (!is_cost && random_.chance(0.5)) return lost;
  return ", each: " + amount(is_cost, where) + (with_losses_ && random_.chance(0.4) ? lost : "");
}

std::string ItemWriter::event(bool is_cost, const Where& where) {
  return ", rate: " + quoted(formulas_.rate(where)) + amount_and_loss(is_cost, where);
}

std::string ItemWriter::move(bool is_cost, Where& where) {
  std::string keys;
  if (!shape_.in_clock.empty() && random_.chance(0.4)) {
    where.clock = true;
    keys = "leaving: " + random_.pick(shape_.in_clock);
  } else if (random_.chance(0.4) && shape_.states.size() > 1) {
    const bool between_patterns = !shape_.patterns.empty() && random_.chance(0.5);
    const std::string from = random_.pick(between_patterns ? shape_.patterns : shape_.living);
    std::string to = from;
    while (to == from)
      to = random_.pick(between_patterns ? shape_.patterns : shape_.states);
    keys = fmt::format("transition: {} -> {}", from, to);
  } else if (random_.chance(0.5)) {
    keys = "leaving: " + random_.pick(shape_.living);
  } else {
    keys = "entering: " + random_.pick(shape_.states);
    if (random_.chance(0.3)) {
      keys += ", including_start: true";
      where.stay = false;
    }
  }
  if (random_.chance(0.3)) keys += ", at: " + random_.pick({"start", "middle", "end"});
  return keys + amount_and_loss(is_cost, where);
}

std::string ItemWriter::once(bool is_cost, Where& where) {
  std::string keys = "once: " + amount(is_cost, where);
  if (with_losses_ && random_.chance(0.3)) keys += loss(where);
  if (random_.chance(0.7)) {
    if (random_.chance(0.5)) {
      const std::string date = formulas_.date(shape_.horizon);
      keys += ", at: " + quoted(shape_.start > 0 ? digits(shape_.start) + " + " + date : date);
    } else {
      const double first = shape_.start + random_.uniform(0, 0.6 * shape_.horizon);
      keys += fmt::format(", at: [{}, {}]", digits(first),
                          digits(first + random_.uniform(0.01, 0.6) * shape_.horizon));
    }
  }
  if (random_.chance(0.3)) keys += ", then_every: " + random_.pick({"1 year", "0.7", "6 months"});
  if (random_.chance(0.4)) keys += ", in: " + random_.pick(shape_.living);
  return keys;
}

std::string ItemWriter::window(const Where& where) {
  const std::string clock = where.clock && random_.chance(0.5) ? "running " : "";
  const std::string from = random_.chance(0.4) ? "0" : formulas_.date(shape_.horizon * 0.6);
  if (clock.empty() && random_.chance(0.2)) return "from " + from;
  const std::string length = digits(random_.log_uniform(0.01, 1) * shape_.horizon) + " years";
  const std::string until = from == "0" ? length : from + " + " + length;
  return quoted(clock + from + " to " + (random_.chance(0.5) ? until : until + " + " + formulas_.duration()));
}

std::string ItemWriter::correction() {
  if (!shape_.whole_cycles || random_.chance(0.6))
    return random_.pick({"start", "end", "life-table", "half-cycle"});
  if (shape_.cycles % 2 == 0 && random_.chance(0.3)) return "simpson";
  if (random_.chance(0.5)) return random_.pick({"trapezoid", "rows"});
  return "{weights: " + quoted(shape_.weights) + (random_.chance(0.5) ? ", moves: weighted}" : "}");
}

} // namespace cea::property
