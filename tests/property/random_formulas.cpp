#include "property/random_formulas.h"

#include <fmt/format.h>

namespace cea::property {

std::string FormulaWriter::factor_of_history(const Where& where) {
  const std::string hr = pool_.any(Kind::hazard_ratio);
  if (where.clock && (!where.stay || random_.chance(0.5)))
    return random_.pick({"if(running.time < " + pool_.any(Kind::years) + ", " + hr + ", 1)",
                         "1 / (1 + running.cycles)", "(1 + min(running.time, 2))",
                         "if(running.cycles >= 2, 0.5, " + hr + ")"});
  return random_.pick({"1 / (1 + time_in_state)", "(1 + min(cycles_in_state, 3)) / 2",
                       "if(cycles_in_state < 2, " + hr + ", 1)", "exp(-0.3 * time_in_state)",
                       "max(0.1, 1 - time_in_state / " + pool_.any(Kind::years) + ")"});
}

std::string FormulaWriter::factor_of_time() {
  const std::string hr = pool_.any(Kind::hazard_ratio), years = pool_.any(Kind::years);
  if (with_table_ && random_.chance(0.4))
    return random_.pick({"ageing.slow(age)", "ageing.fast(mid_age)", "ageing.slow(age + 0.25)",
                         "stairs.x(age)", "stairs.x(time + 40)"});
  return random_.pick({"if(time < " + years + ", " + hr + ", 1)", "(1 + 0.05 * time)",
                       "cycle_mean(0.5 ^ (t / " + years + "))",
                       "cycle_mean(if(t < " + years + ", " + hr + ", 1))",
                       "cycle_mean(max(0, 1 - t / " + years + "))", "(0.5 + mod(cycle, 3))",
                       "floor(1 + age / 20)", "if(mid_time <= 1.5 years or age > 55, 1.5, " + hr + ")",
                       "if(not (cycle == 2 and time != 7), 1, 0.3)", "ceil(1 + calendar_year - 2024) ^ 0.5"});
}

/// Of what differs between patients; a formula within quotes can't hold another such.
std::string FormulaWriter::factor_of_patients(const Where& where) {
  const std::string hr = pool_.any(Kind::hazard_ratio), years = pool_.any(Kind::years);
  const std::string inner = where.stay && random_.chance(0.5) ? "min(time_in_state, 3)" : "time";
  const std::string body =
      random_.pick({"ceil(3 * w + 0.3 * " + inner + ") / 4", "if(w < 0.8, " + hr + ", 1)", "w * " + hr,
                    "max(w, 0.9) ^ 2 / (1 + 0.1 * " + inner + ")", "exp(-w * " + years + " / 10)",
                    "(floor(2 * w) + abs(w - 1)) * " + hr, "min(ceil(5 * w), 4) / 4 + 0.1 * mod(cycle, 2)"});
  const std::string law =
      random_.pick({"uniform(min=0.2, max=0.7 + " + hr + ")", "normal(mean=1, sd=0.05 + 0.01 * cycle)",
                    "discrete(values=[0.5, 1, 1.5 * " + hr + "], weights=[2, 5, 1 + " + inner + "])"});
  return "expected('" + body + "', w='" + law + "')";
}

/// At least 0, mostly around 1.
std::string FormulaWriter::factor(const Where& where) {
  if (random_.chance(0.1)) return factor_of_patients(where);
  if ((where.stay || where.clock) && random_.chance(0.5)) return factor_of_history(where);
  return random_.chance(0.6) ? factor_of_time() : pool_.any(Kind::hazard_ratio);
}

std::string FormulaWriter::rate(const Where& where) {
  const std::string rate = pool_.any(Kind::rate);
  return random_.chance(0.5) ? rate : rate + " * " + factor(where);
}

std::string FormulaWriter::probability(int entries, const Where& where) {
  const std::string p = pool_.any(Kind::probability), hr = pool_.any(Kind::hazard_ratio);
  std::string text;
  switch (random_.integer(0, 8)) {
  case 0:
    text = "apply_hr(" + p + ", " + factor(where) + ")";
    break;
  case 1:
    text = "apply_or(" + p + ", " + hr + ")";
    break;
  case 2:
    text = "from_odds(odds(" + p + ") * " + factor(where) + ")";
    break;
  case 3:
    text = "min(apply_rr(" + p + ", " + hr + "), 1)";
    break;
  case 4:
    text = "per_cycle(" + p + ", 1 year)";
    break;
  case 5:
    text = "rate_to_prob(prob_to_rate(" + p + ", 6 months) * " + factor(where) + ", cycle_length)";
    break;
  case 6:
    text = "(1 - exp(-" + rate(where) + " * cycle_length))";
    break;
  default:
    text = "rate_to_prob(" + rate(where) + ", cycle_length)";
    break;
  }
  return entries == 1 ? text : text + " / " + std::to_string(entries);
}

std::string FormulaWriter::cost(const Where& where) {
  const std::string c = pool_.any(Kind::cost);
  switch (random_.integer(0, 11)) {
  case 0:
    return c + " + 100 * time";
  case 1:
    return "max(" + c + " - 20 * time, 0)";
  case 2:
    return "if(age >= 45 and not time > 3, " + c + ", " + pool_.any(Kind::cost) + ")";
  case 3:
    return c + " * normal_cdf(time - 2)";
  case 4:
    return "annuity(" + c + ", 0.04, 5)";
  case 5:
    return c + " * sqrt(1 + time) / log(3 + mid_time)";
  case 6:
    return "abs(" + c + " - 200 * cycle)";
  case 7:
    return c;
  default:
    return c + " * " + factor(where);
  }
}

std::string FormulaWriter::yearly_cost() {
  const std::string c = pool_.any(Kind::yearly_cost);
  return random_.pick({c, c + " * 1.1", c + " * if(time < 2, 1, 0.5)"});
}

std::string FormulaWriter::utility(const Where& where) {
  const std::string u = pool_.any(Kind::utility);
  switch (random_.integer(0, 4)) {
  case 0:
    return u + " * 0.98 ^ time";
  case 1:
    return "min(" + u + ", " + pool_.any(Kind::utility) + ")";
  case 2:
    return u + " / (1 + " + factor(where) + ")";
  default:
    return u;
  }
}

std::string FormulaWriter::loss(const Where& where) {
  const std::string loss = pool_.any(Kind::loss);
  return random_.chance(0.3) ? loss + " * " + factor(where) : loss;
}

std::string FormulaWriter::duration() {
  return random_.pick({"4 weeks", "10 days", "0.5 years", "2 months", pool_.any(Kind::years) + " / 4"});
}

std::string FormulaWriter::condition(const Where& where) {
  if (where.stay && random_.chance(0.4)) return random_.pick({"cycles_in_state >= 1", "time_in_state < 2"});
  if (where.clock && random_.chance(0.4)) return "running.cycles < 3";
  return random_.pick({"time < 2", "mod(cycle, 2) == 0", "age >= 45", "cycle != 3",
                       "time > " + pool_.any(Kind::years), "time >= 1 and time <= 4"});
}

std::string FormulaWriter::date(double horizon) {
  if (random_.chance(0.3)) return pool_.number(Kind::years);
  if (random_.chance(0.4)) return fmt::format("{} years", random_.integer(0, static_cast<int>(horizon)));
  return digits(random_.uniform(0, 1.1 * horizon)) + " years";
}

} // namespace cea::property
