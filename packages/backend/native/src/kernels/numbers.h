// The two kinds of numbers that our kernels read and write; they compute in float.
#pragma once

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernel.h"
#include "past_cache.h"
#include "wide.h"

namespace mma {

struct Bfloat16 {
  uint16_t bits;
};

MMA_INLINE inline float toFloat(float value) { return value; }

MMA_INLINE inline float toFloat(Bfloat16 value) {
  const uint32_t bits = static_cast<uint32_t>(value.bits) << 16;
  float wide;
  std::memcpy(&wide, &bits, sizeof wide);
  return wide;
}

MMA_INLINE inline void store(float value, float& to) { to = value; }

// Rounds to nearest, ties to even; a NaN stays one.
MMA_INLINE inline void store(float value, Bfloat16& to) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  const bool number = (bits & 0x7fffffff) <= 0x7f800000;
  to.bits = static_cast<uint16_t>(number ? rounded : 0x7fc0);
}

// As many floats at once as a wide register holds; where registers are narrower the compiler takes several.
constexpr int64_t LANES = 16;
typedef float Vec __attribute__((vector_size(LANES * sizeof(float))));
typedef uint32_t VecBits __attribute__((vector_size(LANES * sizeof(uint32_t))));
typedef uint16_t HalfBits __attribute__((vector_size(LANES * sizeof(uint16_t))));

// A float, or LANES of them, from numbers of either kind.
template <typename Floats, typename Number>
MMA_INLINE inline Floats read(const Number* from) {
  if constexpr (std::is_same_v<Floats, float>) {
    return toFloat(*from);
  } else if constexpr (std::is_same_v<Number, float>) {
    Vec vec;
    std::memcpy(&vec, from, sizeof vec);
    return vec;
  } else {
    HalfBits half;
    std::memcpy(&half, from, sizeof half);
    return reinterpret_cast<Vec>(__builtin_convertvector(half, VecBits) << 16);
  }
}

MMA_INLINE inline Vec narrow(Vec vec, float) { return vec; }

// In the way of `store`.
MMA_INLINE inline HalfBits narrow(Vec vec, Bfloat16) {
  const VecBits bits = reinterpret_cast<VecBits>(vec);
  const VecBits rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  return __builtin_convertvector((bits & 0x7fffffff) <= 0x7f800000 ? rounded : VecBits{} + 0x7fc0, HalfBits);
}

// Past the cache, to an address that is a multiple of what is stored.
template <typename Bits>
MMA_INLINE inline void storePast(const Bits& bits, void* to) {
#if defined(__x86_64__)
  __m128i parts[sizeof(Bits) / sizeof(__m128i)];
  std::memcpy(parts, &bits, sizeof parts);
#pragma GCC unroll 4
  for (size_t i = 0; i < sizeof(Bits) / sizeof(__m128i); ++i) _mm_stream_si128(static_cast<__m128i*>(to) + i, parts[i]);
#else
  std::memcpy(to, &bits, sizeof bits);
#endif
}

// Whether an output of rows of so many channels is stored past the cache.
template <typename Number>
bool goesPast(int64_t count, int64_t channels) {
  return channels % LANES == 0 && count * static_cast<int64_t>(sizeof(Number)) >= PAST_BYTES;
}

// Before other threads read what has been stored past the cache.
inline void storedPast() {
#if defined(__x86_64__)
  _mm_sfence();
#endif
}

// to[i] = each(i) for all of a row, past the cache or not; `each(i, Floats)` gives one float or LANES of them. Past it, rows begin where
// vectors can.
template <bool past, typename Number, typename Each>
MMA_INLINE inline void fillRow(Number* to, int64_t count, const Each& each) {
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    const auto bits = narrow(each(i, Vec{}), Number{});
    if (past) storePast(bits, to + i);
    else std::memcpy(to + i, &bits, sizeof bits);
  }
  for (; i < count; ++i) store(each(i, float{}), to[i]);
}

template <typename Number>
Number* numbers(const Tensor& tensor) {
  return static_cast<Number*>(TF_TensorData(tensor.get()));
}

// Calls `work` with a number of the tensor's type.
template <typename Work>
void byType(const Tensor& tensor, const Work& work) {
  TF_TensorType(tensor.get()) == TF_BFLOAT16 ? work(Bfloat16{}) : work(float{});
}

}  // namespace mma
