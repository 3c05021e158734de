#pragma once

#include "property/random_source.h"

#include <map>
#include <string>
#include <vector>

namespace cea::property {

/// Digits for YAML: short, so that a failing model can be read.
std::string digits(double x);

/// Kinds of parameters; each has a range within which every model stays valid.
/// `yearly_cost` has a unit of another price year.
enum class Kind { rate, hazard_ratio, probability, cost, yearly_cost, utility, loss, years };

/// Parameters invented as a model is written: named by kind, with distributions for most.
class ParameterPool {
public:
  explicit ParameterPool(RandomSource& random) : random_(random) {}

  /// A parameter of that kind: an old one, a new one, or a formula of old ones.
  std::string any(Kind kind);
  /// A new parameter that is a number, the same in every cycle.
  std::string number(Kind kind);
  /// Members of a new Dirichlet; they have no value of their own.
  std::vector<std::string> dirichlet(int members);

  /// Text of `parameters:` and `joint:`.
  [[nodiscard]] std::string yaml() const;
  /// Values for all uncertain parameters, as a PSA might draw them.
  std::map<std::string, double> draw();
  /// An entry of `set` for a parameter: `name: formula`, for parameters whose number is `of` modulo `among`,
  /// so that strategies that are combined don't clash. Empty where there is none.
  std::vector<std::string> set_entries(int count, int of, int among);

private:
  struct Entry {
    std::string name, text;
    Kind kind = Kind::rate;
    bool uncertain = false;
  };
  struct Joint {
    std::vector<std::string> names;
    std::vector<int> counts;
  };

  std::string add_formula(Kind kind, const std::string& from);
  std::string distribution(Kind kind, double value);
  double value_of(Kind kind);
  [[nodiscard]] std::string new_name(Kind kind) const;

  RandomSource& random_;
  std::vector<Entry> entries_;
  std::vector<Joint> joints_;
};

} // namespace cea::property
