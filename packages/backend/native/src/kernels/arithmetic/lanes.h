// Vectors of as many floats as a register holds. Included only by what is compiled once for each instruction set.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <cstdint>

namespace mma {
namespace {

#if defined(__AVX512F__)
constexpr int LANES = 16;
constexpr int REGISTERS = 32;
#elif defined(__AVX2__)
constexpr int LANES = 8;
constexpr int REGISTERS = 16;
#else
constexpr int LANES = 4;
constexpr int REGISTERS = 32;
#endif

typedef float Vec __attribute__((vector_size(LANES * sizeof(float))));
// The same at any address.
typedef float LooseVec __attribute__((vector_size(LANES * sizeof(float)), aligned(alignof(float)), may_alias));

#define INLINED inline __attribute__((always_inline))

INLINED Vec load(const float* from) { return *reinterpret_cast<const LooseVec*>(from); }
INLINED void store(float* to, Vec vec) { *reinterpret_cast<LooseVec*>(to) = vec; }

// Past the cache, to an address that is a multiple of the vector's size.
INLINED void storePast(float* to, Vec vec) {
#if defined(__AVX512F__)
  _mm512_stream_ps(to, reinterpret_cast<__m512>(vec));
#elif defined(__AVX2__)
  _mm256_stream_ps(to, reinterpret_cast<__m256>(vec));
#else
  store(to, vec);
#endif
}

// Before other threads read what has been stored past the cache.
INLINED void stored() {
#if defined(__x86_64__)
  _mm_sfence();
#endif
}

INLINED Vec splat(float number) { return number - Vec{}; }

}  // namespace
}  // namespace mma
