#pragma once

#include "support/lane_math_exp_log.h"

/// One cycle of a continuous-time Markov chain, in lanes.
///
/// Method: uniformisation, exp(Qh) = Σ Poisson(k; qh)·(I + Q/q)^k with q the largest exit rate (Jensen 1953).
/// Nothing is subtracted but q − exit, so every entry is at least 0 and has a small relative error. The years
/// spent in each state, ∫ exp(Qu) du, are Σ P(N > k)/q·(I + Q/q)^k (Reibman & Trivedi 1989), which is the
/// block exponential of Van Loan (1978) without cancellation. Where qh is above 8 the cycle is halved until
/// it isn't, and the halves are put together again: exp(2Qh) = exp(Qh)², Y(2h) = Y(h) + exp(Qh)·Y(h).
/// Rows are brought back to a sum of 1 (years: h), which corrects their rounding.
///
/// A lane's bits depend on nothing but its own rates.
namespace cea::lanes {

struct GeneratorMove {
  int from = 0, to = 0;
};

/// Everybody starts in state 0, from which every other state can be reached.
struct GeneratorShape {
  int states = 0, moves = 0;
  const GeneratorMove* move = nullptr; ///< in order of `to`
  int depth = 0;                       ///< the longest of all shortest ways between two states
};

constexpr double kLargestStep = 8;
constexpr int kMostHalvings = 1100;
/// The last term of the series for steps up to `until`: what is left is below 2^-56 of the first.
struct SeriesLength {
  double until;
  int last;
};
constexpr SeriesLength kSeries[] = {{0.015625, 8}, {0.0625, 10}, {0.25, 13}, {0.5, 16},
                                    {1, 19},       {2, 25},      {4, 34},    {kLargestStep, 48}};
constexpr int kLongestSeries = 48;

/// Vectors of scratch memory that a chain needs.
constexpr long generator_scratch(long states, long moves, long depth) {
  return moves + 5 * states + 4 * states * states + 2 * (kLongestSeries + depth + 2);
}

template <class V> class GeneratorSolver {
public:
  GeneratorSolver(const GeneratorShape& shape, V* scratch)
      : s_(shape), rate_(scratch), stay_(rate_ + shape.moves), now_(stay_ + shape.states),
        next_(now_ + shape.states), share_(next_ + shape.states), years_(share_ + shape.states),
        weight_(years_ + shape.states), tail_(weight_ + kLongestSeries + shape.depth + 2),
        all_(tail_ + kLongestSeries + shape.depth + 2) {}

  /// Yearly rates, to be filled in the order of the moves before `solve`.
  V* rates() { return rate_; }
  /// Share in each state after `length` years.
  const V* shares() const { return share_; }
  /// Expected years in each state until then, if they were asked for.
  const V* years() const { return years_; }

  void solve(double length, bool with_years) {
    with_years_ = with_years;
    const V total = uniformise(length);
    V halvings{};
    V step = halve(broadcast<V>(length), halvings);
    weigh();
    if (any(halvings > 0.5))
      double_up(step, halvings);
    else
      row(0, step, share_, years_);
    // Rates without a value, or beyond all measure, have no result either.
    const V poison = total - total;
    for (int j = 0; j < s_.states; ++j)
      share_[j] = share_[j] + poison;
    if (!with_years_) return;
    for (int j = 0; j < s_.states; ++j)
      years_[j] = years_[j] + poison;
  }

private:
  /// Replaces rates by the probabilities of I + Q/q and leaves qh in `lambda_`. Returns what isn't finite
  /// where there is no result.
  V uniformise(double length) {
    for (int i = 0; i < s_.states; ++i)
      stay_[i] = V{};
    for (int m = 0; m < s_.moves; ++m)
      stay_[s_.move[m].from] = stay_[s_.move[m].from] + rate_[m];
    V fastest = broadcast<V>(1e-200), total{};
    for (int i = 0; i < s_.states; ++i) {
      fastest = max(stay_[i], fastest);
      total = total + stay_[i];
    }
    const MaskOf<V> fine = is_finite(total) & (fastest < broadcast<V>(1e300));
    const V rate_of_all = select<V>(fine, fastest, broadcast<V>(1));
    lambda_ = rate_of_all * broadcast<V>(length);
    const V inverse = broadcast<V>(1) / rate_of_all;
    for (int i = 0; i < s_.states; ++i)
      stay_[i] = (rate_of_all - stay_[i]) * inverse;
    for (int m = 0; m < s_.moves; ++m)
      rate_[m] = rate_[m] * inverse;
    return select<V>(fine, V{}, broadcast<V>(kInfinity));
  }

  V halve(V step, V& halvings) {
    for (int i = 0; i < kMostHalvings && any(lambda_ > kLargestStep); ++i) {
      const MaskOf<V> large = lambda_ > kLargestStep;
      halvings = select<V>(large, halvings + 1.0, halvings);
      step = select<V>(large, step * 0.5, step);
      lambda_ = select<V>(large, lambda_ * 0.5, lambda_);
    }
    return step;
  }

  /// Poisson probabilities and their tails; 0 beyond a lane's own last term.
  void weigh() {
    constexpr int kRows = static_cast<int>(sizeof kSeries / sizeof *kSeries);
    V last = broadcast<V>(kSeries[0].last);
    last_ = kSeries[0].last;
    for (int i = 1; i < kRows; ++i) {
      const MaskOf<V> longer = lambda_ > kSeries[i - 1].until;
      if (!any(longer)) break;
      last = select<V>(longer, broadcast<V>(kSeries[i].last), last);
      last_ = kSeries[i].last;
    }
    last = last + broadcast<V>(s_.depth);
    last_ += s_.depth;
    V w = exp<V>(V{} - lambda_);
    weight_[0] = w;
    for (int k = 1; k <= last_; ++k) {
      w = w * (lambda_ * (1.0 / k));
      weight_[k] = select<V>(last >= broadcast<V>(k), w, V{});
    }
    if (!with_years_) return;
    tail_[last_] = V{};
    for (int k = last_; k-- > 0;)
      tail_[k] = tail_[k + 1] + weight_[k + 1];
  }

  /// Shares and years after one step for who starts in a state.
  void row(int start, V step, V* share, V* years) {
    for (int j = 0; j < s_.states; ++j)
      now_[j] = share[j] = years[j] = V{};
    now_[start] = broadcast<V>(1);
    for (int k = 0;; ++k) {
      for (int j = 0; j < s_.states; ++j)
        share[j] = share[j] + weight_[k] * now_[j];
      if (with_years_)
        for (int j = 0; j < s_.states; ++j)
          years[j] = years[j] + tail_[k] * now_[j];
      if (k == last_) break;
      move_on();
    }
    bring_to(broadcast<V>(1), share);
    if (with_years_) bring_to(step, years);
  }

  void move_on() {
    int m = 0;
    for (int j = 0; j < s_.states; ++j) {
      V x = now_[j] * stay_[j];
      for (; m < s_.moves && s_.move[m].to == j; ++m)
        x = x + now_[s_.move[m].from] * rate_[m];
      next_[j] = x;
    }
    V* const old = now_;
    now_ = next_;
    next_ = old;
  }

  void bring_to(V wanted, V* row) const {
    V sum{};
    for (int j = 0; j < s_.states; ++j)
      sum = sum + row[j];
    const V factor = wanted / sum;
    for (int j = 0; j < s_.states; ++j)
      row[j] = row[j] * factor;
  }

  /// All rows of a step, then squared once a halving; lanes that are done keep what they have.
  void double_up(V step, V halvings) {
    const long n = s_.states, size = n * n;
    V* const shares = all_;
    V* const years = shares + size;
    V* const wider = years + size;
    V* const longer = wider + size;
    for (int i = 0; i < s_.states; ++i)
      row(i, step, shares + i * n, years + i * n);
    for (int done = 0; any(halvings > broadcast<V>(done)); ++done) {
      const MaskOf<V> open = halvings > broadcast<V>(done);
      step = select<V>(open, step + step, step);
      for (long i = 0; i < n; ++i) {
        product(shares + i * n, shares, wider + i * n);
        bring_to(broadcast<V>(1), wider + i * n);
        if (!with_years_) continue;
        product(shares + i * n, years, longer + i * n);
        for (long j = 0; j < n; ++j)
          longer[i * n + j] = years[i * n + j] + longer[i * n + j];
        bring_to(step, longer + i * n);
      }
      for (long i = 0; i < size; ++i)
        shares[i] = select<V>(open, wider[i], shares[i]);
      for (long i = 0; with_years_ && i < size; ++i)
        years[i] = select<V>(open, longer[i], years[i]);
    }
    for (long j = 0; j < n; ++j)
      share_[j] = shares[j];
    for (long j = 0; with_years_ && j < n; ++j)
      years_[j] = years[j];
  }

  /// A row times a matrix.
  void product(const V* row, const V* matrix, V* to) const {
    const long n = s_.states;
    for (long j = 0; j < n; ++j)
      to[j] = V{};
    for (long k = 0; k < n; ++k)
      for (long j = 0; j < n; ++j)
        to[j] = to[j] + row[k] * matrix[k * n + j];
  }

  GeneratorShape s_;
  V *rate_, *stay_, *now_, *next_, *share_, *years_, *weight_, *tail_, *all_;
  V lambda_{};
  int last_ = 0;
  bool with_years_ = false;
};

} // namespace cea::lanes
