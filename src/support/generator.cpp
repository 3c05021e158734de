#include "support/generator.h"

#include <cstdlib>
#include <memory>
#include <new>

namespace cea::math {

namespace {

using lanes::V2;

struct Release {
  void operator()(V2* memory) const { std::free(memory); }
};

} // namespace

GeneratorResult solve_generator(const lanes::GeneratorShape& shape, double length,
                                std::span<const double> rates) {
  const auto vectors =
      static_cast<std::size_t>(lanes::generator_scratch(shape.states, shape.moves, shape.depth));
  const std::unique_ptr<V2, Release> scratch(
      static_cast<V2*>(std::aligned_alloc(alignof(V2), vectors * sizeof(V2))));
  if (!scratch) throw std::bad_alloc();
  lanes::GeneratorSolver<V2> solver(shape, scratch.get());
  for (std::size_t i = 0; i < rates.size(); ++i)
    solver.rates()[i] = lanes::broadcast<V2>(rates[i]);
  solver.solve(length, true);
  GeneratorResult result;
  for (int j = 0; j < shape.states; ++j) {
    result.shares.push_back(solver.shares()[j][0]);
    result.years.push_back(solver.years()[j][0]);
  }
  return result;
}

} // namespace cea::math
