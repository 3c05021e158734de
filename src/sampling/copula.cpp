#include "sampling/copula.h"

#include "support/scalar_math.h"

#include <algorithm>
#include <utility>

namespace cea {

CopulaSampler::CopulaSampler(std::vector<double> factor, std::uint64_t seed,
                             const std::vector<std::string>& names, const SampleDesign& design)
    : factor_(std::move(factor)), normal_(NormalDistribution{0, 1}) {
  for (const std::string& name : names)
    streams_.emplace_back(seed, name, design);
}

bool CopulaSampler::keeps_own(std::size_t member) const {
  return factor_[member * streams_.size() + member] == 1;
}

void CopulaSampler::fill(std::uint64_t first_sample, std::span<const std::span<double>> outs) const {
  const std::size_t n = streams_.size();
  std::vector<std::vector<double>> scores(n, std::vector<double>(outs[0].size()));
  for (std::size_t i = 0; i < n; ++i) {
    streams_[i].fill(first_sample, outs[i]);
    std::ranges::copy(outs[i], scores[i].begin());
    normal_.apply(scores[i]);
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (keeps_own(i)) continue;
    for (std::size_t k = 0; k < outs[i].size(); ++k) {
      double z = 0;
      for (std::size_t j = 0; j <= i; ++j)
        z += factor_[i * n + j] * scores[j][k];
      outs[i][k] = std::clamp(math::normal_cdf(z), 0x1p-53, 1 - 0x1p-53);
    }
  }
}

RowSampler::RowSampler(std::vector<std::shared_ptr<const std::vector<double>>> columns, std::uint64_t seed,
                       const std::vector<std::string>& names, const SampleDesign& design)
    : columns_(std::move(columns)), stream_(seed, names.front(), design) {}

void RowSampler::fill(std::uint64_t first_sample, std::span<const std::span<double>> outs) const {
  const std::size_t rows = columns_.front()->size();
  std::vector<double> u(outs[0].size());
  stream_.fill(first_sample, u);
  for (std::size_t k = 0; k < u.size(); ++k) {
    const auto row = std::min(static_cast<std::size_t>(u[k] * static_cast<double>(rows)), rows - 1);
    for (std::size_t i = 0; i < outs.size(); ++i)
      outs[i][k] = (*columns_[i])[row];
  }
}

} // namespace cea
