#pragma once

#include "sampling/distribution.h"
#include "support/diagnostics.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cea::sampling {

/// The arguments of one call, all finite, `sd` already under the name `se`; reports what is wrong with them.
class Arguments {
public:
  struct Entry {
    std::string name;  ///< as the forms know it
    std::string shown; ///< as the user wrote it
    double value = 0;
    Span span;
  };

  Arguments(std::string family, Span where, std::vector<Entry> entries, Diagnostics& diagnostics);

  [[nodiscard]] double operator[](std::string_view name) const { return find(name).value; }
  [[nodiscard]] const Entry& find(std::string_view name) const;
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

  /// Reports `family: message` at an argument, or at the call where `name` is empty; returns false.
  bool fail(std::string_view name, const std::string& message, const std::string& hint = {}) const;

  // Each reports and returns false when the condition doesn't hold.
  [[nodiscard]] bool above_zero(std::string_view name) const;
  [[nodiscard]] bool between(std::string_view name, double low, double high) const; ///< ends excluded
  [[nodiscard]] bool ascending(std::string_view low, std::string_view high) const;
  [[nodiscard]] bool inside(std::string_view name, std::string_view low, std::string_view high) const;

private:
  std::string family_;
  Span where_;
  std::vector<Entry> entries_;
  Diagnostics* diagnostics_;
};

/// One way to state a distribution: the names of its arguments and the conversion to native parameters, which
/// reports what can't be and then returns nothing.
struct DistributionForm {
  std::vector<std::string> arguments;
  std::optional<Distribution> (*convert)(const Arguments&);
};

struct DistributionFamily {
  std::string name;
  std::vector<DistributionForm> forms;
};

const std::vector<DistributionFamily>& family_table();

} // namespace cea::sampling
