// Loops over many numbers for the processor at hand: plain C++, compiled once for any processor and once for wide vectors.
#pragma once

#include "arithmetic/instructions.h"

namespace mma {

// Inlined into both versions; on a lambda it stands before the body.
#define MMA_INLINE __attribute__((always_inline))

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)

inline bool hasWideVectors() {
  static const bool has = instructions() == Instructions::AVX512 && __builtin_cpu_supports("avx512vl") &&
                          __builtin_cpu_supports("avx512dq");
  return has;
}

template <typename Work>
__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,fma,prefer-vector-width=512"))) void runWide(const Work& work) {
  work();
}

// Runs `work`, a lambda marked MMA_INLINE whose callees are too.
template <typename Work>
void forThisProcessor(const Work& work) {
  hasWideVectors() ? runWide(work) : work();
}

#else

// What the compiler takes for granted of ARM's processors has vectors already.
template <typename Work>
void forThisProcessor(const Work& work) {
  work();
}

#endif

}  // namespace mma
