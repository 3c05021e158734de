#pragma once

#include "formula/graph.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cea::formula {

/// How a quantity is spread between patients, its arguments known. Of a law with a density, the quantity x is
/// a monotone function of a coordinate y in which the density is smooth on each piece.
class PatientLaw {
public:
  struct Atom {
    double x = 0, probability = 0;
  };
  struct Piece {
    double from = 0, to = 0; ///< of y; what lies outside all pieces doesn't count
    double width = 0;        ///< over which the density changes
  };
  struct Point {
    double x = 0, density = 0; ///< of y
  };
  PatientLaw() = default;
  PatientLaw(const PatientLaw&) = delete;
  PatientLaw& operator=(const PatientLaw&) = delete;
  virtual ~PatientLaw() = default;
  /// All values of a law without a density; probabilities sum to 1.
  [[nodiscard]] virtual const std::vector<Atom>& atoms() const = 0;
  [[nodiscard]] virtual const std::vector<Piece>& pieces() const = 0;
  /// The density needn't integrate to 1.
  [[nodiscard]] virtual Point at(double y) const = 0;
};

/// A family as a formula names it, such as `normal(mean, sd)`; implemented where distributions are known.
class PatientFamily {
public:
  PatientFamily() = default;
  PatientFamily(const PatientFamily&) = delete;
  PatientFamily& operator=(const PatientFamily&) = delete;
  virtual ~PatientFamily() = default;
  /// The law for values of the arguments; nothing where there is none.
  [[nodiscard]] virtual std::unique_ptr<const PatientLaw> law(std::span<const double> arguments) const = 0;
  /// Why there is none.
  [[nodiscard]] virtual std::string fault(std::span<const double> arguments) const = 0;
  /// Families of the same name are the same.
  [[nodiscard]] virtual const std::string& name() const = 0;
};

struct Place;

/// The mean of the body over its quantities, taken as independent. Between its jumps (comparisons, `floor`,
/// `ceil`, `mod`, keys of tables) and corners (`min`, `max`) the body is integrated against the density,
/// within 1e-11 relative; where it is constant between them, as a number of vials is, each value counts with
/// its probability, exact to rounding. Single values are summed up. NaN where an argument gives no
/// distribution, where the body has no value for some patients, and where there are more than a million
/// jumps.
double expectation(const Graph& graph, const Expectation& expectation, const Place& place);

/// Why an expectation has no value, for messages: "the formula of expected(…) has no value for w = -12.5".
std::string expectation_fault(const Graph& graph, const Expectation& expectation, const Place& place);

} // namespace cea::formula
