// Vectors of as many floats as a register holds. Included only by what is compiled once for each instruction set.
#pragma once

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
INLINED Vec splat(float number) { return number - Vec{}; }

}  // namespace
}  // namespace mma
