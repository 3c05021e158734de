#pragma once

// One instruction over a block of lanes. Included only through block_kernel.h.

#include "engine/block_mean.h"
#include "engine/block_plan.h"
#include "formula/node_op.h"
#include "support/lane_math.h"

namespace cea::plan {

template <class V> struct Operations {
  static constexpr int W = lanes::LaneTraits<V>::kWidth;
  using NodeOp = formula::NodeOp;
  using Mask = lanes::MaskOf<V>;

  /// An operand's lanes: a register, or one number for all of them (`step` 0).
  struct Input {
    const double* from;
    long step;
    [[gnu::always_inline]] inline V at(long i) const { return lanes::load<V>(from + (step ? i : 0)); }
  };

  static Input input(const View& view, const Workspace& w, Operand o, int cycle, double* scratch) {
    if (o.kind == Kind::reg) return {w.registers + static_cast<long>(o.index) * w.lanes, 1};
    double value = 0;
    if (o.kind == Kind::constant) value = view.constants[o.index];
    if (o.kind == Kind::table) value = view.tables[static_cast<long>(o.index) * view.tables_stride + cycle];
    lanes::store<V>(scratch, lanes::broadcast<V>(value));
    return {scratch, 0};
  }

  template <class F>
  [[gnu::always_inline]] static inline void unary(double* to, const Input& a, long lanes, F f) {
    for (long i = 0; i < lanes; i += W)
      lanes::store_aligned<V>(to + i, f(a.at(i)));
  }
  template <class F>
  [[gnu::always_inline]] static inline void binary(double* to, const Input& a, const Input& b, long lanes,
                                                   F f) {
    if (a.step && b.step)
      for (long i = 0; i < lanes; i += W)
        lanes::store_aligned<V>(to + i,
                                f(lanes::load_aligned<V>(a.from + i), lanes::load_aligned<V>(b.from + i)));
    else
      for (long i = 0; i < lanes; i += W)
        lanes::store_aligned<V>(to + i, f(a.at(i), b.at(i)));
  }
  /// The commonest operations on probabilities, checked on the way.
  template <class F>
  [[gnu::always_inline]] static inline void binary_not_negative(double* to, double* valid, const Input& a,
                                                                const Input& b, long lanes, F f) {
    const auto step = [&](long i, V value) __attribute__((always_inline)) {
      lanes::store_aligned<V>(to + i, value);
      lanes::store_aligned<V>(valid + i,
                              lanes::select<V>(not_negative(value), lanes::load_aligned<V>(valid + i), V{}));
    };
    if (a.step && b.step)
      for (long i = 0; i < lanes; i += W)
        step(i, f(lanes::load_aligned<V>(a.from + i), lanes::load_aligned<V>(b.from + i)));
    else
      for (long i = 0; i < lanes; i += W)
        step(i, f(a.at(i), b.at(i)));
  }

  [[gnu::always_inline]] static inline V truth(Mask m) {
    return lanes::select<V>(m, lanes::broadcast<V>(1), V{});
  }

  [[gnu::always_inline]] static inline Mask not_negative(V x) { return x >= lanes::broadcast<V>(-1e-12); }

  /// Values within 1e-9·max(1, |x|) are equal (the language's tolerance).
  [[gnu::always_inline]] static inline Mask near(V x, V y) {
    const V size = lanes::max(lanes::broadcast<V>(1), lanes::abs(x));
    return (x == y) | (lanes::abs(x - y) <= lanes::broadcast<V>(1e-9) * size);
  }
  [[gnu::always_inline]] static inline V floor_near(V x) {
    const V nearest = lanes::round(x);
    return lanes::select<V>(near(x, nearest), nearest, lanes::floor(x));
  }
  [[gnu::always_inline]] static inline V ceil_near(V x) {
    const V nearest = lanes::round(x);
    return lanes::select<V>(near(x, nearest), nearest, lanes::ceil(x));
  }
  [[gnu::always_inline]] static inline V mod_near(V a, V b) {
    const V r = a - b * floor_near(a / b);
    const V size = lanes::max(lanes::broadcast<V>(1), lanes::abs(a));
    return lanes::select<V>(lanes::abs(r) <= lanes::broadcast<V>(1e-9) * size, V{}, r);
  }

  /// Whether operation and check were one pass.
  static bool checked_arithmetic(Workspace& w, const Instruction& ins, double* to, const Input& a,
                                 const Input& b) {
    if (ins.check != kCheckNotNegative) return false;
    switch (static_cast<NodeOp>(ins.op)) {
    case NodeOp::subtract:
      binary_not_negative(to, w.valid, a, b, w.lanes, [](V x, V y) { return x - y; });
      return true;
    case NodeOp::multiply:
      binary_not_negative(to, w.valid, a, b, w.lanes, [](V x, V y) { return x * y; });
      return true;
    default:
      return false;
    }
  }

  static void arithmetic(NodeOp op, double* to, const Input& a, const Input& b, long n) {
    switch (op) {
    case NodeOp::add:
      binary(to, a, b, n, [](V x, V y) { return x + y; });
      break;
    case NodeOp::subtract:
      binary(to, a, b, n, [](V x, V y) { return x - y; });
      break;
    case NodeOp::multiply:
      binary(to, a, b, n, [](V x, V y) { return x * y; });
      break;
    case NodeOp::divide:
      binary(to, a, b, n, [](V x, V y) { return x / y; });
      break;
    case NodeOp::power:
      binary(to, a, b, n, [](V x, V y) { return lanes::pow<V>(x, y); });
      break;
    case NodeOp::min:
      binary(to, a, b, n, [](V x, V y) { return lanes::min<V>(x, y); });
      break;
    case NodeOp::max:
      binary(to, a, b, n, [](V x, V y) { return lanes::max<V>(x, y); });
      break;
    case NodeOp::mod:
      binary(to, a, b, n, [](V x, V y) { return mod_near(x, y); });
      break;
    default:
      comparison(op, to, a, b, n);
    }
  }

  static void comparison(NodeOp op, double* to, const Input& a, const Input& b, long n) {
    switch (op) {
    case NodeOp::less:
      binary(to, a, b, n, [](V x, V y) { return truth((x < y) & ~near(x, y)); });
      break;
    case NodeOp::less_equal:
      binary(to, a, b, n, [](V x, V y) { return truth((x < y) | near(x, y)); });
      break;
    case NodeOp::equal:
      binary(to, a, b, n, [](V x, V y) { return truth(near(x, y)); });
      break;
    case NodeOp::not_equal:
      binary(to, a, b, n, [](V x, V y) { return truth(~near(x, y)); });
      break;
    case NodeOp::logical_and:
      binary(to, a, b, n, [](V x, V y) { return truth((x != V{}) & (y != V{})); });
      break;
    default:
      binary(to, a, b, n, [](V x, V y) { return truth((x != V{}) | (y != V{})); });
      break; // logical_or
    }
  }

  static void function(NodeOp op, double* to, const Input& a, long n) {
    switch (op) {
    case NodeOp::exp:
      unary(to, a, n, [](V x) { return lanes::exp<V>(x); });
      break;
    case NodeOp::expm1:
      unary(to, a, n, [](V x) { return lanes::expm1<V>(x); });
      break;
    case NodeOp::log:
      unary(to, a, n, [](V x) { return lanes::log<V>(x); });
      break;
    case NodeOp::log1p:
      unary(to, a, n, [](V x) { return lanes::log1p<V>(x); });
      break;
    case NodeOp::sqrt:
      unary(to, a, n, [](V x) { return lanes::sqrt<V>(x); });
      break;
    case NodeOp::abs:
      unary(to, a, n, [](V x) { return lanes::abs<V>(x); });
      break;
    case NodeOp::floor:
      unary(to, a, n, [](V x) { return floor_near(x); });
      break;
    case NodeOp::ceil:
      unary(to, a, n, [](V x) { return ceil_near(x); });
      break;
    case NodeOp::normal_cdf:
      unary(to, a, n, [](V x) { return lanes::normal_cdf<V>(x); });
      break;
    case NodeOp::logical_not:
      unary(to, a, n, [](V x) { return truth(x == V{}); });
      break;
    default:
      unary(to, a, n, [](V x) { return x; });
      break; // broadcast
    }
  }

  template <class F>
  [[gnu::always_inline]] static inline void check_each(Workspace& w, const Input& a, F holds) {
    double* const valid = w.valid;
    const long n = w.lanes;
    for (long i = 0; i < n; i += W)
      lanes::store_aligned<V>(valid + i,
                              lanes::select<V>(holds(a.at(i)), lanes::load_aligned<V>(valid + i), V{}));
  }
  static void check(std::uint8_t code, Workspace& w, const Input& a) {
    if (code == kNoteNegative) {
      for (long i = 0; i < w.lanes; i += W)
        lanes::store_aligned<V>(w.noted + i,
                                lanes::select<V>(not_negative(a.at(i)), lanes::load_aligned<V>(w.noted + i),
                                                 lanes::broadcast<V>(1)));
    } else if (code == kCheckNotNegative)
      check_each(w, a, [](V x) { return not_negative(x); });
    else if (code == kCheckNotPositive)
      check_each(w, a, [](V x) { return x <= lanes::broadcast<V>(1e-12); });
    else
      check_each(w, a, [](V x) { return lanes::is_finite(x); });
  }

  static void choose(double* to, const Input& condition, const Input& a, const Input& b, long n) {
    for (long i = 0; i < n; i += W)
      lanes::store_aligned<V>(to + i, lanes::select<V>(condition.at(i) != V{}, a.at(i), b.at(i)));
  }

  static void look_up(const View& view, double* to, const Input& a, const Input& b, int column, long n) {
    for (long i = 0; i < n; ++i)
      to[i] = view.look_up(view.context, column, a.from[a.step ? i : 0], b.from[b.step ? i : 0]);
  }

  static void special(const View& view, std::uint8_t op, double* to, const Input& a, const Input& b, long n) {
    for (long i = 0; i < n; ++i)
      to[i] = view.special(op, a.from[a.step ? i : 0], b.from[b.step ? i : 0]);
  }

  /// What the cycles before this one added up to; then this one's share joins the sum.
  static void prefix_sum(double* to, double* sum, const Input& a, int cycle, long n) {
    for (long i = 0; i < n; i += W) {
      const V before = cycle == 0 ? V{} : lanes::load_aligned<V>(sum + i);
      lanes::store_aligned<V>(to + i, before);
      lanes::store_aligned<V>(sum + i, before + a.at(i));
    }
  }

  /// A generator's results, one vector of lanes at a time.
  static void solve(const View& view, Workspace& w, const Generator& g, int cycle) {
    const lanes::GeneratorMove* moves = view.generator_moves + g.move_begin;
    const Operand* rates = view.generator_rates + g.move_begin;
    lanes::GeneratorSolver<V> solver({g.states, g.move_end - g.move_begin, moves, g.depth},
                                     reinterpret_cast<V*>(w.chains));
    double scratch[W];
    for (long i = 0; i < w.lanes; i += W) {
      for (int m = 0; m < g.move_end - g.move_begin; ++m)
        solver.rates()[m] = input(view, w, rates[m], cycle, scratch).at(i);
      solver.solve(view.cycle_length, g.with_years);
      for (int o = g.output_begin; o < g.output_end; ++o) {
        const GeneratorOutput& out = view.generator_outputs[o];
        lanes::store_aligned<V>(w.registers + static_cast<long>(out.reg) * w.lanes + i,
                                (out.years ? solver.years() : solver.shares())[out.state]);
      }
    }
  }

  /// Runs instructions that are first needed in cycles `from` … `until`; `checked` is off for the row at the
  /// horizon, where amounts count but nobody moves any more.
  static void execute(const View& view, Workspace& w, const Instruction* program, int size, int cycle,
                      int from, int until, bool checked) {
    const long n = w.lanes;
    double sa[W], sb[W], sc[W];
    int k = 0;
    while (k < size && program[k].first < from)
      ++k;
    for (; k < size && program[k].first <= until; ++k) {
      const Instruction& ins = program[k];
      if (ins.guard != 0 && view.guards[static_cast<long>(ins.guard) * view.tables_stride + cycle] == 0)
        continue;
      double* to = w.registers + static_cast<long>(ins.target) * n;
      const Input a = input(view, w, ins.a, cycle, sa);
      if (ins.op >= kCheckNotNegative) {
        if (checked) check(ins.op, w, a);
        continue;
      }
      const auto op = static_cast<NodeOp>(ins.op);
      if (op == NodeOp::unit_mean) {
        UnitMean<V>::run(view, w, view.means[ins.payload], ins.payload, cycle, to);
      } else if (op == NodeOp::expected) {
        for (long i = 0; i < n; ++i)
          to[i] = view.expected(view.context, ins.payload, cycle, w.registers, static_cast<std::int32_t>(n),
                                static_cast<std::int32_t>(i));
      } else if (op == NodeOp::generator_share) {
        solve(view, w, view.generators[ins.payload], cycle);
      } else if (op == NodeOp::prefix_sum) {
        prefix_sum(to, w.registers + static_cast<long>(ins.payload) * n, a, cycle, n);
      } else if (op == NodeOp::table || op == NodeOp::table_2) {
        look_up(view, to, a, op == NodeOp::table ? a : input(view, w, ins.b, cycle, sb), ins.payload, n);
      } else if (op == NodeOp::log_gamma || op == NodeOp::gamma_log_survival) {
        special(view, ins.op, to, a, op == NodeOp::log_gamma ? a : input(view, w, ins.b, cycle, sb), n);
      } else if (op == NodeOp::select) {
        choose(to, a, input(view, w, ins.b, cycle, sb), input(view, w, ins.c, cycle, sc), n);
      } else if (ins.b.kind == Kind::none) {
        function(op, to, a, n);
      } else {
        const Input b = input(view, w, ins.b, cycle, sb);
        if (checked && checked_arithmetic(w, ins, to, a, b)) continue;
        arithmetic(op, to, a, b, n);
      }
      if (ins.check != 0 && checked) check(ins.check, w, {to, 1});
    }
  }
};

} // namespace cea::plan
