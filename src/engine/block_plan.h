#pragma once

#include "support/lane_generator.h"

#include <cstddef>
#include <cstdint>

/// What the block kernel executes: plain numbers and pointers. The kernel is compiled once more for AVX2
/// and for AVX-512, so nothing here may have inline functions that these builds would share.
namespace cea::plan {

/// Operations: those of formula::NodeOp by their number, and these; checks are the last.
/// `kNoteNegative` fails nobody: it marks who has a value below 0.
constexpr std::uint8_t kBroadcast = 200, kCheckNotNegative = 201, kCheckFinite = 202, kCheckNotPositive = 203,
                       kNoteNegative = 204;

enum class Kind : std::uint8_t { none, reg, constant, table, point };

enum Rerun : std::uint8_t { kRerunNothing, kRerunBeginning, kRerunAll };

struct Operand {
  std::int32_t index = 0;
  Kind kind = Kind::none;
};

struct Instruction {
  std::uint8_t op = 0;
  Operand a{}, b{}, c{};
  std::int32_t target = 0;  ///< register
  std::int32_t first = 0;   ///< first cycle in which anybody needs it
  std::int32_t payload = 0; ///< table column, mean, generator, or the register in which a sum grows
  std::uint8_t check = 0;   ///< of the result: 0 or one of the checks
  std::int32_t guard = 0;   ///< set of the cycles in which anybody needs it; 0: all
};

/// A cell of the next row: the sum over its edges of probability times the source in this row, and the
/// weighted sums that it goes into.
struct Destination {
  std::int32_t cell = 0;
  std::int32_t edge_begin = 0, edge_end = 0;
  std::int32_t sum_begin = 0, sum_end = 0;
  std::int32_t first = 0;
};
struct Edge {
  std::int32_t source = 0, reg = 0, first = 0;
};
struct WeightedSum {
  std::int32_t accumulator = 0, weight = 0;
};
/// Sum of several cells that are rewarded alike, kept as a further cell.
struct Pool {
  std::int32_t cell = 0;
  std::int32_t member_begin = 0, member_end = 0; ///< into `members`, in order of `first`
  std::int32_t sum_begin = 0, sum_end = 0;
};
/// Cells that people pass one after the other, as nothing else leads into any but the first: tunnel states
/// (Sonnenberg & Beck 1993). A step is the numbers of a cell, of the register with the probability of passing
/// on to the next step's cell, and of those with the probabilities of the exits.
constexpr int kMostTunnelExits = 4;
struct Tunnel {
  std::int32_t steps = 0, cells = 0;      ///< into `tunnel_steps`: `cells` steps, and the cell after them
  std::int32_t exits = 0, exit_begin = 0; ///< into `tunnel_exits`: cells
  std::int32_t first = 0;                 ///< cell k can be occupied from row first + k on
  std::int32_t total = -1;                ///< cell for the sum of all cells but the first; −1: nobody asks
  bool passes = true;                     ///< or exits only, of a tunnel with more of them
};
/// What belongs to one cohort, in plans with tunnels.
struct Chain {
  std::int32_t cell_begin = 0, cell_end = 0;
  std::int32_t destination_begin = 0, destination_end = 0;
  std::int32_t tunnel_begin = 0, tunnel_end = 0;
  std::int32_t late_begin = 0, late_end = 0; ///< cells whose sums wait for the tunnels
  std::int32_t pool_begin = 0, pool_end = 0;
};
/// A reward whose amount varies by sample and cycle: a product in each row.
struct VaryingReward {
  std::int32_t accumulator = 0, cell = 0;
  Operand amount{};
  std::int32_t start_weight = -1, end_weight = -1; ///< of row k, and of row k+1, at the amount of cycle k
  std::int32_t by_cycle = 0;                       ///< 1: cycle k goes into accumulator + k
};
/// A chain of few cells (plan::Stretch).
constexpr int kMostSmallCells = 4, kLongestStretch = 32;
struct SmallChain {
  std::int32_t cells = 0;
  bool triangular = false; ///< nobody moves to an earlier cell
  bool constant = false;   ///< its probabilities don't change from cycle to cycle
  std::int32_t cell[kMostSmallCells] = {};
  std::int32_t reg[kMostSmallCells * kMostSmallCells] = {}; ///< [to][from], −1 where nobody moves
  /// Sums kept in registers: of each cell, all with one weight; and of all cells together. −1: none.
  std::int32_t cell_weight = -1, all_weight = -1;
  std::int32_t cell_accumulator[kMostSmallCells] = {}, all_accumulator = 0;
  std::int32_t sum_begin = 0, sum_end = 0; ///< other sums, into `trace_sums`
};
/// Weighted sum over rows of one or several of a small chain's cells.
struct TraceSum {
  std::int32_t accumulator = 0, weight = 0;
  std::int32_t member_begin = 0, member_end = 0; ///< into `trace_members`
  std::int32_t first_row = 0, last_row = 0;      ///< outside them the weight is 0
};
struct Start {
  std::int32_t cell = 0;
  Operand share{};
};
/// Terms are in order of their outputs; a factor is a register or a constant. Without an accumulator (below
/// 0) the factor alone counts.
struct FinalTerm {
  std::int32_t output = 0, accumulator = 0;
  Operand factor{};
};
/// Mean over the unit interval of a formula: instructions over quadrature points.
struct Mean {
  std::int32_t begin = 0, end = 0; ///< into `mean_instructions`
  std::int32_t slots = 0;          ///< point arrays needed
  Operand result{};
  std::int32_t quick = 0;  ///< 0: always the slow way
  std::int32_t smooth = 0; ///< switches may be anything whose change the points see
};

/// A continuous-time chain over one cycle, for who begins in its state 0: everything about it that somebody
/// needs is computed at once.
struct Generator {
  std::int32_t states = 0, depth = 0;
  std::int32_t move_begin = 0, move_end = 0; ///< into `generator_moves` and `generator_rates`
  std::int32_t output_begin = 0, output_end = 0;
  bool with_years = false;
};
struct GeneratorOutput {
  std::int32_t reg = 0, state = 0;
  bool years = false; ///< expected years in the state; otherwise its share at the cycle's end
};

struct View {
  std::int32_t cycles = 0, tables_stride = 0;
  std::int32_t registers = 0, cells = 0, accumulators = 0, outputs = 0;
  std::int32_t zero = -1;           ///< register that holds 0
  std::int32_t timeless = 0;        ///< the cycle program never runs twice over the same instruction
  std::int32_t rows_at_horizon = 0; ///< whether varying amounts are needed at row T too
  double cycle_length = 1;
  const Instruction* sample_program = nullptr;
  const Instruction* cycle_program = nullptr;
  const Instruction* mean_instructions = nullptr;
  const Destination* destinations = nullptr;
  const Edge* edges = nullptr;
  const WeightedSum* sums = nullptr;
  const Pool* pools = nullptr;
  const Edge* members = nullptr;
  const VaryingReward* varying = nullptr;
  const SmallChain* small_chains = nullptr; ///< all chains, or none
  const Chain* chains = nullptr;            ///< all chains, or none
  const Tunnel* tunnels = nullptr;
  const std::int32_t* tunnel_steps = nullptr;
  const std::int32_t* tunnel_exits = nullptr;
  const Destination* late = nullptr; ///< without edges
  const TraceSum* trace_sums = nullptr;
  const std::int32_t* trace_members = nullptr; ///< place of the cell in its chain
  const Start* start = nullptr;
  const FinalTerm* final_terms = nullptr;
  const Mean* means = nullptr;
  const Generator* generators = nullptr;
  const lanes::GeneratorMove* generator_moves = nullptr;
  const Operand* generator_rates = nullptr;
  const GeneratorOutput* generator_outputs = nullptr;
  std::int32_t sample_program_size = 0, cycle_program_size = 0, destination_count = 0, pool_count = 0,
               varying_count = 0, small_chain_count = 0, chain_count = 0, late_count = 0, start_count = 0,
               final_count = 0;
  const double* constants = nullptr;
  const double* tables = nullptr;       ///< [slot][cycle]
  const double* weights = nullptr;      ///< [weight][row]
  const std::uint8_t* guards = nullptr; ///< [set][cycle]
  /// What of the cycle program must run in a cycle: nothing, what begins in it, or all.
  const std::uint8_t* rerun = nullptr;
  /// For what isn't worth vectors, one lane at a time: table look-ups, special functions, means with
  /// switches.
  double (*look_up)(const void* context, std::int32_t column, double x, double y) = nullptr;
  double (*special)(std::uint8_t op, double a, double b) = nullptr;
  double (*slow_mean)(const void* context, std::int32_t mean, std::int32_t cycle, const double* registers,
                      std::int32_t lanes, std::int32_t lane) = nullptr;
  double (*expected)(const void* context, std::int32_t expectation, std::int32_t cycle,
                     const double* registers, std::int32_t lanes, std::int32_t lane) = nullptr;
  const void* context = nullptr;
};

/// Memory of one thread: `lanes` is a multiple of 16; all arrays are [index][lane], 64-byte aligned.
struct Workspace {
  std::int32_t lanes = 0;
  double* registers = nullptr; ///< the first are the inputs
  double* cells = nullptr;     ///< two rows of [cell][lane]
  double* accumulators = nullptr;
  double* outputs = nullptr;
  double* valid = nullptr;  ///< [lane]: 0 where a check failed
  double* noted = nullptr;  ///< [lane]: 1 where a watched value was below 0
  double* points = nullptr; ///< scratch for means
  double* chains = nullptr; ///< scratch for generators
  double* trace = nullptr;  ///< [row][cell] of lane 0, or null
};

void run_baseline(const View& view, Workspace& workspace);
void run_avx2(const View& view, Workspace& workspace);
void run_avx512(const View& view, Workspace& workspace);

} // namespace cea::plan
