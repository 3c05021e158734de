#include "analysis/ceac.h"

#include "analysis/parallel.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace cea {
namespace {

constexpr std::size_t kChunk = 4096; ///< samples of a task
constexpr std::size_t kBlock = 256;  ///< samples that stay in the nearest cache
using Block = std::array<double, kBlock>;

/// Two values at a time, as any x86-64 and ARM has them: the compilers don't find that themselves in sums,
/// whose order they must keep.
using Pair = double __attribute__((vector_size(16)));
using PairCount = std::int64_t __attribute__((vector_size(16)));
constexpr std::size_t kPairs = 4; ///< pairs summed side by side
constexpr std::size_t kStep = 2 * kPairs;

Pair load(const double* from) {
  Pair p;
  std::memcpy(&p, from, sizeof p);
  return p;
}

void store(double* to, Pair p) {
  std::memcpy(to, &p, sizeof p);
}

double total(const std::array<Pair, kPairs>& p) {
  const Pair sum = (p[0] + p[2]) + (p[1] + p[3]);
  return sum[0] + sum[1];
}

/// What is summed over samples for one strategy and one willingness to pay. Squares of losses are taken
/// about `shift`, the first sample's loss, so that a loss that hardly varies has an exact variance.
struct Sums {
  double shares = 0, squared_shares = 0, losses = 0, squared_deviations = 0;

  void add(const Sums& o) {
    shares += o.shares;
    squared_shares += o.squared_shares;
    losses += o.losses;
    squared_deviations += o.squared_deviations;
  }
};

/// Net benefit of a block of samples at one willingness to pay.
struct NetBenefit {
  std::vector<Block> values; ///< one a strategy
  std::vector<double> wins;  ///< samples in which it is best, one a strategy
  Block best{};
  Block least{}; ///< from which on a net benefit equals the best (`same_amount`)
  std::size_t size = 0;

  explicit NetBenefit(std::size_t strategies) : values(strategies), wins(strategies) {}
};

/// The samples and the grid, and what one task computes from them.
class Curves {
public:
  Curves(const std::vector<std::vector<double>>& costs, const std::vector<std::vector<double>>& effects,
         std::span<const double> wtp)
      : costs_(costs), effects_(effects), wtp_(wtp) {
    NetBenefit first(costs.size());
    for (const double w : wtp) {
      fill(first, 0, 1, w);
      for (const Block& nmb : first.values)
        shifts_.push_back(first.best[0] - nmb[0]);
    }
  }

  [[nodiscard]] std::size_t strategies() const { return costs_.size(); }
  [[nodiscard]] std::size_t samples() const { return costs_.front().size(); }
  [[nodiscard]] std::size_t cells() const { return shifts_.size(); } ///< [wtp][strategy]
  [[nodiscard]] double shift(std::size_t cell) const { return shifts_[cell]; }

  [[nodiscard]] std::vector<Sums> sum_chunk(std::size_t chunk) const {
    std::vector<Sums> sums(cells());
    NetBenefit nmb(strategies());
    const std::size_t end = std::min(samples(), (chunk + 1) * kChunk);
    for (std::size_t begin = chunk * kChunk; begin < end; begin += kBlock)
      for (std::size_t w = 0; w < wtp_.size(); ++w) {
        fill(nmb, begin, std::min(kBlock, end - begin), wtp_[w]);
        add_block(nmb, &sums[w * strategies()], &shifts_[w * strategies()]);
      }
    return sums;
  }

private:
  void fill(NetBenefit& nmb, std::size_t begin, std::size_t size, double wtp) const {
    nmb.size = size;
    for (std::size_t s = 0; s < strategies(); ++s) {
      const double* cost = costs_[s].data() + begin;
      const double* effect = effects_[s].data() + begin;
      double* value = nmb.values[s].data();
      double* best = nmb.best.data();
      if (s == 0) std::fill_n(best, size, -std::numeric_limits<double>::infinity());
      std::size_t i = 0;
      for (; i + 2 <= size; i += 2) {
        const Pair v = wtp * load(effect + i) - load(cost + i), b = load(best + i);
        store(value + i, v);
        store(best + i, v > b ? v : b);
      }
      for (; i < size; ++i) {
        value[i] = wtp * effect[i] - cost[i];
        best[i] = std::max(best[i], value[i]);
      }
    }
    for (std::size_t i = 0; i < size; ++i)
      nmb.least[i] = nmb.best[i] - 1e-9 * std::max(1.0, std::abs(nmb.best[i]));
  }

  /// Losses of a strategy over a block, and the number of samples in which it is best.
  static double add_losses(const NetBenefit& nmb, std::size_t s, Sums& sums, double shift) {
    const double *value = nmb.values[s].data(), *best = nmb.best.data(), *least = nmb.least.data();
    std::array<Pair, kPairs> losses{}, squares{};
    PairCount wins{};
    std::size_t i = 0;
    for (; i + kStep <= nmb.size; i += kStep)
      for (std::size_t k = 0; k < kPairs; ++k) {
        const Pair loss = load(best + i + 2 * k) - load(value + i + 2 * k);
        losses[k] += loss;
        squares[k] += (loss - shift) * (loss - shift);
        wins -= load(value + i + 2 * k) >= load(least + i + 2 * k); // a true comparison is -1
      }
    sums.losses += total(losses);
    sums.squared_deviations += total(squares);
    auto won = static_cast<double>(wins[0] + wins[1]);
    for (; i < nmb.size; ++i) {
      const double loss = best[i] - value[i];
      sums.losses += loss;
      sums.squared_deviations += (loss - shift) * (loss - shift);
      won += value[i] >= least[i] ? 1 : 0;
    }
    return won;
  }

  static void add_block(NetBenefit& nmb, Sums* sums, const double* shifts) {
    double winners = 0;
    for (std::size_t s = 0; s < nmb.values.size(); ++s)
      winners += nmb.wins[s] = add_losses(nmb, s, sums[s], shifts[s]);
    if (winners != static_cast<double>(nmb.size)) return add_shared(nmb, sums);
    for (std::size_t s = 0; s < nmb.values.size(); ++s) {
      sums[s].shares += nmb.wins[s];
      sums[s].squared_shares += nmb.wins[s];
    }
  }

  /// A block in which somewhere several strategies are best.
  static void add_shared(const NetBenefit& nmb, Sums* sums) {
    for (std::size_t i = 0; i < nmb.size; ++i) {
      const auto wins = [&](const Block& value) { return value[i] >= nmb.least[i]; };
      const auto winners = std::count_if(nmb.values.begin(), nmb.values.end(), wins);
      const double share = 1 / static_cast<double>(winners);
      for (std::size_t s = 0; s < nmb.values.size(); ++s) {
        if (!wins(nmb.values[s])) continue;
        sums[s].shares += share;
        sums[s].squared_shares += share * share;
      }
    }
  }

  const std::vector<std::vector<double>>& costs_;
  const std::vector<std::vector<double>>& effects_;
  std::span<const double> wtp_;
  std::vector<double> shifts_;
};

/// Standard error of a mean from n, the sum and the sum of squares.
double standard_error(double n, double sum, double squares) {
  if (n < 2) return std::numeric_limits<double>::quiet_NaN();
  return std::sqrt(std::max(0.0, (squares - sum * (sum / n)) / (n - 1) / n));
}

std::vector<Sums> sum_samples(const Curves& curves, int threads) {
  const std::size_t chunks = (curves.samples() + kChunk - 1) / kChunk;
  std::vector<std::vector<Sums>> parts(chunks);
  parallel_for(chunks, threads, [&](std::size_t chunk) { parts[chunk] = curves.sum_chunk(chunk); });
  std::vector<Sums> sums(curves.cells());
  for (const std::vector<Sums>& part : parts)
    for (std::size_t cell = 0; cell < sums.size(); ++cell)
      sums[cell].add(part[cell]);
  return sums;
}

} // namespace

DecisionCurves decision_curves(const std::vector<std::vector<double>>& costs,
                               const std::vector<std::vector<double>>& effects, std::span<const double> wtp,
                               int threads) {
  assert(!costs.empty() && costs.size() == effects.size() && !costs.front().empty());
  const Curves curves(costs, effects, wtp);
  const std::vector<Sums> sums = sum_samples(curves, threads);
  const auto n = static_cast<double>(curves.samples());

  const std::vector<std::vector<double>> blank(costs.size(), std::vector<double>(wtp.size()));
  DecisionCurves result{blank, blank, blank, blank};
  for (std::size_t cell = 0; cell < sums.size(); ++cell) {
    const std::size_t s = cell % costs.size(), w = cell / costs.size();
    const Sums& sum = sums[cell];
    result.ceac[s][w] = sum.shares / n;
    result.ceac_mcse[s][w] = standard_error(n, sum.shares, sum.squared_shares);
    result.expected_loss[s][w] = sum.losses / n;
    result.expected_loss_mcse[s][w] =
        standard_error(n, sum.losses - n * curves.shift(cell), sum.squared_deviations);
  }
  return result;
}

} // namespace cea
