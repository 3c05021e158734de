#pragma once

#ifdef __AVX__
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Lanes: a few doubles that move together through the same plain IEEE operations.
///
/// Everything here and in the other `lane_math` headers is a static, always inlined template, so that
/// translation units compiled with -mavx2, with -mavx512f and without either can include them and share no
/// symbol.
/// Only add, subtract, multiply, divide, square root, comparisons and integer operations are used: the bits
/// are the same on every x86-64 processor, at every vector width, with gcc and with clang, provided that the
/// unit is compiled with -ffp-contract=off and rounds to nearest.
namespace cea::lanes {

using V2 [[gnu::vector_size(16)]] = double; ///< two lanes: SSE2, every x86-64
using V4 [[gnu::vector_size(32)]] = double; ///< four lanes: only in units compiled with -mavx2
using V8 [[gnu::vector_size(64)]] = double; ///< eight lanes: only in units compiled with -mavx512f

/// `Bits`: unsigned 64-bit integers in the same lanes; `Mask`: what a comparison of two V yields.
template <class V> struct LaneTraits;

template <> struct LaneTraits<V2> {
  using Bits [[gnu::vector_size(16)]] = unsigned long;
  using Mask [[gnu::vector_size(16)]] = long;
  static constexpr int kWidth = 2;
};
template <> struct LaneTraits<V4> {
  using Bits [[gnu::vector_size(32)]] = unsigned long;
  using Mask [[gnu::vector_size(32)]] = long;
  static constexpr int kWidth = 4;
};
template <> struct LaneTraits<V8> {
  using Bits [[gnu::vector_size(64)]] = unsigned long;
  using Mask [[gnu::vector_size(64)]] = long;
  static constexpr int kWidth = 8;
};

template <class V> using BitsOf = typename LaneTraits<V>::Bits;
template <class V> using MaskOf = typename LaneTraits<V>::Mask;

constexpr double kInfinity = __builtin_inf();
constexpr double kNaN = __builtin_nan("");
constexpr double kMaxDouble = 0x1.fffffffffffffp+1023;
constexpr double kMinNormal = 0x1p-1022;
constexpr unsigned long kSignBit = 0x8000000000000000;
/// Adding it rounds a double below 2^51 in size to an integer that sits in the low bits of the sum.
constexpr double kRoundMagic = 0x1.8p52;

// ---------------------------------------------------------------------------------- moving lanes

/// The same number in every lane; subtracting zero keeps the sign of -0.
template <class V> [[gnu::always_inline]] static inline V broadcast(double x) {
  return x - V{};
}

template <class V> [[gnu::always_inline]] static inline V load(const double* from) {
  V v;
  __builtin_memcpy(&v, from, sizeof v);
  return v;
}

/// `from` must be aligned to sizeof(V).
template <class V> [[gnu::always_inline]] static inline V load_aligned(const double* from) {
  V v;
  __builtin_memcpy(&v, __builtin_assume_aligned(from, sizeof v), sizeof v);
  return v;
}

template <class V> [[gnu::always_inline]] static inline void store(double* to, V v) {
  __builtin_memcpy(to, &v, sizeof v);
}

/// `to` must be aligned to sizeof(V).
template <class V> [[gnu::always_inline]] static inline void store_aligned(double* to, V v) {
  __builtin_memcpy(__builtin_assume_aligned(to, sizeof v), &v, sizeof v);
}

template <class V> [[gnu::always_inline]] static inline BitsOf<V> as_bits(V v) {
  return __builtin_bit_cast(BitsOf<V>, v);
}

template <class V> [[gnu::always_inline]] static inline V from_bits(BitsOf<V> b) {
  return __builtin_bit_cast(V, b);
}

// ---------------------------------------------------------------------------------------- masks

/// `a` where the mask holds, else `b`.
template <class V> [[gnu::always_inline]] static inline V select(MaskOf<V> mask, V a, V b) {
  return mask ? a : b;
}

/// `a` where the mask holds, else `b`.
template <class V>
requires(LaneTraits<V>::kWidth > 1) [[gnu::always_inline]] static inline V
    select(MaskOf<V> mask, double a, V b) {
  return mask ? broadcast<V>(a) : b;
}

/// Whether the mask holds in at least one lane.
template <class M> [[gnu::always_inline]] static inline bool any(M mask) {
#ifdef __AVX512F__
  if constexpr (sizeof(M) == 64) {
    const __m512i bits = __builtin_bit_cast(__m512i, mask);
    return _mm512_test_epi64_mask(bits, bits) != 0;
  }
#endif
#ifdef __AVX__
  if constexpr (sizeof(M) == 32) return _mm256_movemask_pd(__builtin_bit_cast(__m256d, mask)) != 0;
#endif
#ifdef __SSE2__
  if constexpr (sizeof(M) == 16) return _mm_movemask_pd(__builtin_bit_cast(__m128d, mask)) != 0;
#endif
  long joined = 0;
  for (unsigned i = 0; i < sizeof(M) / 8; ++i)
    joined |= mask[i];
  return joined != 0;
}

/// Whether the mask holds in every lane.
template <class M> [[gnu::always_inline]] static inline bool all(M mask) {
  return !any(~mask);
}

// --------------------------------------------------------------------------- sign, order, class

template <class V> [[gnu::always_inline]] static inline V abs(V x) {
  return from_bits<V>(as_bits(x) & ~kSignBit);
}

/// The size of `x` with the sign of `sign`.
template <class V> [[gnu::always_inline]] static inline V copysign(V x, V sign) {
  return from_bits<V>((as_bits(x) & ~kSignBit) | (as_bits(sign) & kSignBit));
}

/// `a < b ? a : b`: the second argument where either is NaN.
template <class V> [[gnu::always_inline]] static inline V min(V a, V b) {
  return a < b ? a : b;
}

/// `a > b ? a : b`: the second argument where either is NaN.
template <class V> [[gnu::always_inline]] static inline V max(V a, V b) {
  return a > b ? a : b;
}

/// `x` held to [low, high]; NaN stays NaN.
template <class V> [[gnu::always_inline]] static inline V clamp(V x, double low, double high) {
  return max(broadcast<V>(low), min(broadcast<V>(high), x));
}

template <class V> [[gnu::always_inline]] static inline MaskOf<V> is_finite(V x) {
  return abs(x) <= kMaxDouble;
}

template <class V> [[gnu::always_inline]] static inline MaskOf<V> is_nan(V x) {
  return x != x;
}

/// Square root, correctly rounded.
template <class V> [[gnu::always_inline]] static inline V sqrt(V x) {
#ifdef __AVX512F__
  if constexpr (sizeof(V) == 64)
    return __builtin_bit_cast(V, _mm512_maskz_sqrt_pd(0xff, __builtin_bit_cast(__m512d, x)));
#endif
#ifdef __AVX__
  if constexpr (sizeof(V) == 32) return __builtin_bit_cast(V, _mm256_sqrt_pd(__builtin_bit_cast(__m256d, x)));
#endif
#ifdef __SSE2__
  if constexpr (sizeof(V) == 16) return __builtin_bit_cast(V, _mm_sqrt_pd(__builtin_bit_cast(__m128d, x)));
#endif
  V root = x;
  for (unsigned i = 0; i < sizeof(V) / 8; ++i)
    root[i] = __builtin_sqrt(x[i]);
  return root;
}

/// 64-bit products of the low 32 bits of each lane.
template <class B> [[gnu::always_inline]] static inline B multiply_low_words(B a, B b) {
#ifdef __AVX512F__
  if constexpr (sizeof(B) == 64)
    return __builtin_bit_cast(
        B, _mm512_maskz_mul_epu32(0xff, __builtin_bit_cast(__m512i, a), __builtin_bit_cast(__m512i, b)));
#endif
#ifdef __AVX2__
  if constexpr (sizeof(B) == 32)
    return __builtin_bit_cast(
        B, _mm256_mul_epu32(__builtin_bit_cast(__m256i, a), __builtin_bit_cast(__m256i, b)));
#endif
#ifdef __SSE2__
  if constexpr (sizeof(B) == 16)
    return __builtin_bit_cast(B,
                              _mm_mul_epu32(__builtin_bit_cast(__m128i, a), __builtin_bit_cast(__m128i, b)));
#endif
  return (a & 0xffffffffUL) * (b & 0xffffffffUL);
}

// ------------------------------------------------------------------------ rounding to integers

/// Nearest integer, ties to even, for |x| < 2^51 (elsewhere meaningless).
template <class V> [[gnu::always_inline]] static inline V round_small(V x) {
  return (x + kRoundMagic) - kRoundMagic;
}

/// Two's complement 64-bit integer equal to an integral `x` with |x| < 2^51.
template <class V> [[gnu::always_inline]] static inline BitsOf<V> to_int(V x) {
  return as_bits(x + kRoundMagic) - __builtin_bit_cast(unsigned long, kRoundMagic);
}

/// The double equal to a two's complement 64-bit integer with |n| < 2^51.
template <class V> [[gnu::always_inline]] static inline V from_int(BitsOf<V> n) {
  return from_bits<V>(n + __builtin_bit_cast(unsigned long, kRoundMagic)) - kRoundMagic;
}

/// Rounds towards zero; exact for every x, keeps the sign of -0, infinities and NaN.
template <class V> [[gnu::always_inline]] static inline V trunc(V x) {
  const V size = abs(x);
  const V nearest = (size + 0x1p52) - 0x1p52;
  const V whole = nearest - select<V>(nearest > size, 1.0, V{});
  return select<V>(size < 0x1p52, copysign(whole, x), x);
}

/// Rounds down; exact for every x.
template <class V> [[gnu::always_inline]] static inline V floor(V x) {
  const V whole = trunc(x);
  return copysign(whole - select<V>(whole > x, 1.0, V{}), x);
}

/// Rounds up; exact for every x.
template <class V> [[gnu::always_inline]] static inline V ceil(V x) {
  const V whole = trunc(x);
  return copysign(whole + select<V>(whole < x, 1.0, V{}), x);
}

/// Nearest integer, ties away from zero as in C's `round`; exact for every x.
template <class V> [[gnu::always_inline]] static inline V round(V x) {
  const V whole = trunc(x);
  const V rest = abs(x - whole);
  return whole + copysign(select<V>(rest >= 0.5, 1.0, V{}), x);
}

// ----------------------------------------------------------------------------------- polynomials

/// c0 + c1 x + c2 x² + ... by Horner's rule.
template <class V> [[gnu::always_inline]] static inline V horner(V, double c0) {
  return broadcast<V>(c0);
}
template <class V, class... Rest>
[[gnu::always_inline]] static inline V horner(V x, double c0, double c1, Rest... rest) {
  return x * horner(x, c1, rest...) + c0;
}

/// The 26 leading significant bits of x; the product of two such numbers is exact.
template <class V> [[gnu::always_inline]] static inline V head(V x) {
  return from_bits<V>(as_bits(x) & 0xfffffffff8000000);
}

} // namespace cea::lanes
