#pragma once

/// The inner loops of sampling, which exist for several kinds of processor; all give the same bits. Plain
/// types only: the loops' translation units share no inline function with the rest of the program.
namespace cea::sampling {

/// Samples that one turn of the generator serves: blocks 8g … 8g+7 yield samples 16g … 16g+7 with their
/// first two words and 16g+8 … 16g+15 with the other two.
constexpr int kGroup = 16;

struct StreamKey {
  unsigned long seed = 0, name = 0;
};

/// What QuantileCells knows, for the loop over many values.
struct QuantileGrid {
  const double* coefficients = nullptr; ///< eight a cell
  double smallest = 0, largest = 0;     ///< of v = min(u, 1 − u)
  unsigned long first = 0, half = 0;    ///< number of the first cell; cells of the lower half
};

struct DrawFunctions {
  /// out[i] = the stream's uniform number of sample 16·first_group + i, i < 16·groups.
  void (*uniforms)(const StreamKey& key, unsigned long first_group, double* out, long groups);
  /// Replaces uniform numbers by their quantiles.
  void (*quantiles)(const QuantileGrid& grid, double* values, long n);
  /// The same with the grid of the standard normal, then exp(meanlog + sdlog·z).
  void (*lognormals)(const QuantileGrid& grid, double meanlog, double sdlog, double* values, long n);
};

/// The fastest that this processor can run.
const DrawFunctions& draw_functions();

/// Each, for tests; null where this processor can't run it.
const DrawFunctions* baseline_draws();
const DrawFunctions* avx2_draws();
const DrawFunctions* avx512_draws();

extern const DrawFunctions kBaselineDraws, kAvx2Draws, kAvx512Draws;

} // namespace cea::sampling
