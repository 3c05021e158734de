#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cea::property {

/// A scenario file of random shape and content, valid for its base values and for every draw, with its
/// scenarios. It depends on the seed alone (and on the compiler, which chooses the order of arguments).
struct RandomModel {
  std::string yaml;
  /// Values of all uncertain parameters, as a PSA might draw them.
  std::vector<std::map<std::string, double>> draws;
};

RandomModel random_model(std::uint64_t seed, int draws = 3);

} // namespace cea::property
