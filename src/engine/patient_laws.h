#pragma once

#include "formula/expectation.h"
#include "model/distribution.h"
#include "sampling/distribution.h"

#include <memory>
#include <string>
#include <vector>

namespace cea {

/// A distribution as a law of differences between patients. The coordinate of a normal and a lognormal is the
/// standard normal's z, of a gamma and a Weibull the logarithm, of a beta and a PERT the logit: in these the
/// densities are smooth on the whole line, however skewed.
std::unique_ptr<const formula::PatientLaw> patient_law(const Distribution& distribution);

/// The family of a call such as `normal(mean=75, sd=15)`; `names` and `values` are its arguments, one an
/// element of a list, a value where it is a constant. Reports an unknown family and, where all arguments are
/// constants, everything that is wrong with them; then returns nothing.
std::shared_ptr<const formula::PatientFamily> patient_family(const DistributionCall& call,
                                                             const std::vector<NamedNumber>& arguments,
                                                             bool constant, Diagnostics& diagnostics);

} // namespace cea
