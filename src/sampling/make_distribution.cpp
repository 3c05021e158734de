#include "sampling/discrete.h"
#include "sampling/distribution.h"
#include "sampling/distribution_forms.h"

#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace cea {
namespace {

using sampling::Arguments;
using sampling::DistributionFamily;
using sampling::DistributionForm;
using Entries = std::vector<Arguments::Entry>;

bool takes(const DistributionFamily& family, std::string_view name) {
  return std::ranges::any_of(family.forms, [name](const DistributionForm& form) {
    return std::ranges::count(form.arguments, name) > 0;
  });
}

/// Names that may stand in a call: those of the forms, and `sd` and `n` beside `se`.
std::vector<std::string> argument_names(const DistributionFamily& family) {
  std::set<std::string> names;
  for (const DistributionForm& form : family.forms)
    names.insert(form.arguments.begin(), form.arguments.end());
  if (takes(family, "se")) names.insert({"sd", "n"});
  return {names.begin(), names.end()};
}

/// `beta takes (alpha, beta), (mean, se) or …`.
std::string accepted_forms(const DistributionFamily& family) {
  std::vector<std::string> forms;
  for (const DistributionForm& form : family.forms)
    forms.push_back(fmt::format("({})", join(form.arguments, ", ")));
  return fmt::format("{} takes {}{}", family.name, join_or(forms),
                     takes(family, "se") ? "; sd may stand for se, and sd with n means se = sd/sqrt(n)" : "");
}

const DistributionFamily* find_family(const std::string& name, const Span& where, Diagnostics& diagnostics) {
  const std::vector<DistributionFamily>& table = sampling::family_table();
  const auto found = std::ranges::find(table, name, &DistributionFamily::name);
  if (found != table.end()) return &*found;
  if (name == "empirical") {
    diagnostics.error(where, "empirical: a sample in a file can't stand here");
    return nullptr;
  }
  const std::string near = did_you_mean(name, distribution_families());
  diagnostics.error(where, fmt::format("unknown distribution '{}'", name),
                    near.empty() ? "use one of " + join_or(distribution_families())
                                 : fmt::format("did you mean '{}'?", near));
  return nullptr;
}

/// Reports an argument that no form of the family has, that comes twice, or that isn't a number.
bool check_argument(const DistributionFamily& family, const NamedNumber& argument, bool repeated,
                    Diagnostics& diagnostics) {
  const std::vector<std::string> known = argument_names(family);
  const auto fail = [&](const std::string& message, const std::string& hint) {
    diagnostics.error(argument.span, family.name + ": " + message, hint);
    return false;
  };
  if (argument.name.empty()) return fail("arguments are given by name", accepted_forms(family));
  if (std::ranges::count(known, argument.name) == 0) {
    const std::string near = did_you_mean(argument.name, known);
    return fail(fmt::format("unknown argument '{}'", argument.name),
                near.empty() ? accepted_forms(family)
                             : fmt::format("did you mean '{}'? {}", near, accepted_forms(family)));
  }
  if (repeated) return fail(fmt::format("'{}' is given twice", argument.name), "");
  if (!std::isfinite(argument.value)) return fail(fmt::format("{} isn't a finite number", argument.name), "");
  return true;
}

bool check_arguments(const DistributionFamily& family, const std::vector<NamedNumber>& arguments,
                     Diagnostics& diagnostics) {
  std::set<std::string> seen;
  bool good = true;
  for (const NamedNumber& argument : arguments) {
    const bool repeated = !seen.insert(argument.name).second;
    good = check_argument(family, argument, repeated, diagnostics) && good;
  }
  return good;
}

/// Renames `sd` to `se`, dividing by √n where `n` is given beside it.
bool settle_spread(const DistributionFamily& family, Entries& entries, Diagnostics& diagnostics) {
  if (!takes(family, "se")) return true;
  const auto sd = std::ranges::find(entries, "sd", &Arguments::Entry::name);
  const auto n = std::ranges::find(entries, "n", &Arguments::Entry::name);
  if (n != entries.end()) {
    if (sd == entries.end()) {
      diagnostics.error(n->span, family.name + ": n goes with sd", "sd with n means se = sd/sqrt(n)");
      return false;
    }
    if (n->value < 1) {
      diagnostics.error(n->span, fmt::format("{}: n must be at least 1, not {:.6g}", family.name, n->value));
      return false;
    }
    sd->value /= std::sqrt(n->value);
  }
  if (sd != entries.end()) sd->name = "se";
  if (n != entries.end()) entries.erase(n);
  return true;
}

const DistributionForm* find_form(const DistributionFamily& family, const Entries& entries) {
  std::vector<std::string> given;
  for (const Arguments::Entry& entry : entries)
    given.push_back(entry.name);
  const auto found = std::ranges::find_if(family.forms, [&given](const DistributionForm& form) {
    return std::ranges::is_permutation(form.arguments, given);
  });
  return found == family.forms.end() ? nullptr : &*found;
}

std::string no_form_message(const DistributionFamily& family, const std::vector<NamedNumber>& arguments) {
  std::vector<std::string> names;
  for (const NamedNumber& argument : arguments)
    names.push_back(argument.name);
  return fmt::format("{}: ({}) doesn't say which distribution", family.name, join(names, ", "));
}

/// Guards against parameters so extreme that draws would overflow or not differ.
std::optional<Distribution> with_finite_moments(std::optional<Distribution> distribution,
                                                const Arguments& arguments) {
  if (!distribution) return std::nullopt;
  const double sd = standard_deviation(*distribution);
  if (std::isfinite(mean(*distribution)) && std::isfinite(sd) && sd > 0) return distribution;
  arguments.fail("", sd == 0 ? "has no spread that numbers could hold" : "is too wide for numbers to hold",
                 "check the standard error and the shape");
  return std::nullopt;
}

} // namespace

std::optional<Distribution> make_distribution(const std::string& family, Span where,
                                              const std::vector<NamedNumber>& arguments,
                                              Diagnostics& diagnostics) {
  if (family == "discrete") return sampling::make_discrete(where, arguments, diagnostics);
  const DistributionFamily* known = find_family(family, where, diagnostics);
  if (known == nullptr || !check_arguments(*known, arguments, diagnostics)) return std::nullopt;
  Entries entries;
  for (const NamedNumber& a : arguments)
    entries.push_back({a.name, a.name, a.value, a.span});
  if (!settle_spread(*known, entries, diagnostics)) return std::nullopt;
  const DistributionForm* form = find_form(*known, entries);
  if (form == nullptr) {
    diagnostics.error(where, no_form_message(*known, arguments), accepted_forms(*known));
    return std::nullopt;
  }
  const Arguments checked(family, where, std::move(entries), diagnostics);
  return with_finite_moments(form->convert(checked), checked);
}

const std::vector<std::string>& distribution_families() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const DistributionFamily& family : sampling::family_table())
      all.push_back(family.name);
    all.insert(all.end(), {"discrete", "empirical"});
    return all;
  }();
  return names;
}

} // namespace cea
