#include "engine/copulas.h"

#include "sampling/joint_normal.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace cea {

namespace {

/// One correlation as an entry gives it.
struct Pair {
  std::string a, b;
  double value = 0;
  Span span;
};

class PairReader {
public:
  PairReader(formula::Resolver& resolver, Diagnostics& diagnostics)
      : resolver_(resolver), diagnostics_(diagnostics) {}

  void add(const Correlation& entry) {
    std::vector<double> values;
    for (const FormulaText& text : entry.values)
      if (const auto value = resolver_.resolve_constant(text, "a correlation")) values.push_back(*value);
    const std::size_t n = entry.between.size();
    if (values.size() != entry.values.size() || values.empty()) return;
    const bool one = values.size() == 1;
    if (!one && (values.size() != n * n || !is_correlation(values, entry))) return;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < i; ++j)
        add({entry.between[j].name, entry.between[i].name, one ? values[0] : values[i * n + j],
             entry.values[one ? 0 : i * n + j].span});
  }

  std::vector<Pair> take() { return std::move(pairs_); }

private:
  bool is_correlation(const std::vector<double>& m, const Correlation& entry) {
    const std::size_t n = entry.between.size();
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j <= i; ++j) {
        const double a = m[i * n + j], b = m[j * n + i];
        if (i == j && a != 1) {
          diagnostics_.error(entry.values[i * n + i].span, "a parameter's correlation with itself is 1");
          return false;
        }
        if (std::abs(a - b) <= 1e-9) continue;
        diagnostics_.error(
            entry.values[i * n + j].span,
            fmt::format("the matrix isn't symmetric: {} here, {} on the other side of its diagonal", a, b));
        return false;
      }
    return true;
  }

  void add(Pair pair) {
    if (!(pair.value > -1 && pair.value < 1)) {
      diagnostics_.error(pair.span,
                         fmt::format("a correlation must lie between -1 and 1, not be {:.6g}", pair.value),
                         std::abs(pair.value) == 1 ? "one of the two is then a formula of the other" : "");
      return;
    }
    for (const Pair& known : pairs_)
      if ((known.a == pair.a && known.b == pair.b) || (known.a == pair.b && known.b == pair.a)) {
        diagnostics_.error(pair.span,
                           fmt::format("a second correlation of '{}' and '{}'; the first is {:.6g}", known.a,
                                       known.b, known.value));
        return;
      }
    pairs_.push_back(std::move(pair));
  }

  formula::Resolver& resolver_;
  Diagnostics& diagnostics_;
  std::vector<Pair> pairs_;
};

/// Pairs that hang together, as groups of parameters.
class Components {
public:
  explicit Components(const std::vector<Pair>& pairs) {
    for (const Pair& p : pairs) {
      const std::size_t a = place(p.a), b = place(p.b);
      const std::size_t from = root(std::max(a, b)), to = root(std::min(a, b));
      parent_[std::max(from, to)] = std::min(from, to);
    }
  }

  [[nodiscard]] std::vector<std::vector<std::string>> groups() {
    std::map<std::size_t, std::vector<std::string>> by_root;
    for (std::size_t i = 0; i < names_.size(); ++i)
      by_root[root(i)].push_back(names_[i]);
    std::vector<std::vector<std::string>> all;
    for (auto& [first, names] : by_root)
      all.push_back(std::move(names));
    return all;
  }

private:
  std::size_t place(const std::string& name) {
    const auto it = std::find(names_.begin(), names_.end(), name);
    if (it != names_.end()) return static_cast<std::size_t>(it - names_.begin());
    names_.push_back(name);
    parent_.push_back(parent_.size());
    return parent_.size() - 1;
  }

  std::size_t root(std::size_t i) const {
    while (parent_[i] != i)
      i = parent_[i];
    return i;
  }

  std::vector<std::string> names_;
  std::vector<std::size_t> parent_;
};

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

bool positive_definite(const Matrix& matrix) {
  return matrix.rows() == 0 || Eigen::LLT<Matrix>(matrix).info() == Eigen::Success;
}

Matrix without(const Matrix& matrix, std::initializer_list<Eigen::Index> left_out) {
  std::vector<Eigen::Index> rest;
  for (Eigen::Index k = 0; k < matrix.rows(); ++k)
    if (std::find(left_out.begin(), left_out.end(), k) == left_out.end()) rest.push_back(k);
  return matrix(rest, rest);
}

/// Values of element (i, j) with which the matrix is positive definite; nothing where the others don't allow
/// any. With S the matrix of the other parameters and v the columns of i and j there, the middle is vᵢᵀS⁻¹vⱼ
/// and the half width √((1 − vᵢᵀS⁻¹vᵢ)(1 − vⱼᵀS⁻¹vⱼ)): the partial correlation lies between −1 and 1.
std::optional<std::pair<double, double>> feasible(const Matrix& matrix, Eigen::Index i, Eigen::Index j) {
  if (!positive_definite(without(matrix, {i})) || !positive_definite(without(matrix, {j})))
    return std::nullopt;
  std::vector<Eigen::Index> rest;
  for (Eigen::Index k = 0; k < matrix.rows(); ++k)
    if (k != i && k != j) rest.push_back(k);
  if (rest.empty()) return std::pair(-1.0, 1.0);
  const Eigen::LLT<Matrix> solver(without(matrix, {i, j}));
  const Eigen::VectorXd vi = matrix(rest, i), vj = matrix(rest, j);
  const Eigen::VectorXd wi = solver.solve(vi), wj = solver.solve(vj);
  const double middle = vi.dot(wj), half = std::sqrt((1 - vi.dot(wi)) * (1 - vj.dot(wj)));
  return std::pair(middle - half, middle + half);
}

/// The correlation matrix of a group; nothing where its correlations don't go together.
class GroupMatrix {
public:
  GroupMatrix(const std::vector<std::string>& names, const std::vector<Pair>& pairs)
      : names_(names), matrix_(Matrix::Identity(static_cast<Eigen::Index>(names.size()),
                                                static_cast<Eigen::Index>(names.size()))) {
    for (const Pair& p : pairs) {
      const Eigen::Index i = index(p.a), j = index(p.b);
      if (i == matrix_.rows()) continue;
      matrix_(i, j) = matrix_(j, i) = p.value;
      pairs_.push_back(&p);
    }
  }

  [[nodiscard]] std::optional<std::vector<double>> factor() const {
    return cholesky_factor({matrix_.data(), matrix_.data() + matrix_.size()}, names_.size());
  }

  /// Names the last correlation that would have to be another, and the range of those that would do.
  void report(Diagnostics& diagnostics) const {
    for (auto p = pairs_.rbegin(); p != pairs_.rend(); ++p)
      if (const auto range = feasible(matrix_, index((*p)->a), index((*p)->b))) {
        diagnostics.error((*p)->span,
                          fmt::format("'{}' and '{}' can't have a correlation of {:.6g} beside the others",
                                      (*p)->a, (*p)->b, (*p)->value),
                          fmt::format("with those, and 0 where none is given, it must lie between {:.4f} and "
                                      "{:.4f}",
                                      range->first, range->second));
        return;
      }
    diagnostics.error(
        pairs_.back()->span,
        fmt::format("the correlations of {} don't go together: no distribution has them", quoted(names_)),
        "the matrix of all correlations must be positive definite");
  }

private:
  [[nodiscard]] Eigen::Index index(const std::string& name) const {
    return static_cast<Eigen::Index>(std::find(names_.begin(), names_.end(), name) - names_.begin());
  }

  static std::string quoted(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
      text += fmt::format("{}'{}'", text.empty() ? "" : ", ", name);
    return text;
  }

  const std::vector<std::string>& names_;
  Matrix matrix_;
  std::vector<const Pair*> pairs_;
};

} // namespace

std::vector<CopulaGroup> resolve_copulas(const Scenario& scenario, formula::Resolver& resolver,
                                         Diagnostics& diagnostics) {
  std::vector<CopulaGroup> groups;
  PairReader reader(resolver, diagnostics);
  for (const Correlation& entry : scenario.correlation)
    reader.add(entry);
  const std::vector<Pair> pairs = reader.take();
  for (const auto& names : Components(pairs).groups()) {
    const GroupMatrix matrix(names, pairs);
    if (auto factor = matrix.factor())
      groups.push_back({names, *std::move(factor), scenario.correlation.front().span});
    else
      matrix.report(diagnostics);
  }
  return groups;
}

} // namespace cea
