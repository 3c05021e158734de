#pragma once

#include "property/random_items.h"

#include <string>

namespace cea::property {

/// A decision tree in front of the cohort model: probabilities that sum to 1, amounts on branches and root,
/// leaves in the model's states.
class TreeWriter {
public:
  TreeWriter(RandomSource& random, ParameterPool& pool, const ModelShape& shape)
      : random_(random), pool_(pool), shape_(shape) {}

  /// `{…}` on one line; the tree lasts `shape.start` years.
  std::string tree();
  /// What a strategy replaces in it.
  std::string change();

private:
  std::string branches(int depth);
  std::string branch(const std::string& probability, int depth);
  std::string amounts();
  std::string formula(Kind kind);

  RandomSource& random_;
  ParameterPool& pool_;
  const ModelShape& shape_;
};

} // namespace cea::property
