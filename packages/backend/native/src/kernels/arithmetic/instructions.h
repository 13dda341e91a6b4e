// Which of the compiled instruction sets this processor runs.
#pragma once

namespace mma {

enum class Instructions { NONE, PLAIN, AVX2, AVX512 };

// The best, within ONEDNN_MAX_CPU_ISA, which oneDNN's own kernels obey too.
Instructions instructions();

// Of a table of functions that is compiled for each instruction set: best(MMA_COMPILED), where its extern names are visible. nullptr where
// none runs.
#if defined(__x86_64__)
#define MMA_COMPILED STEPS_AVX512, STEPS_AVX2

template <typename Steps>
const Steps* best(const Steps& avx512, const Steps& avx2) {
  switch (instructions()) {
    case Instructions::AVX512: return &avx512;
    case Instructions::AVX2: return &avx2;
    default: return nullptr;
  }
}
#else
#define MMA_COMPILED STEPS_PLAIN

template <typename Steps>
const Steps* best(const Steps& plain) {
  return instructions() == Instructions::PLAIN ? &plain : nullptr;
}
#endif

// Whether there are products of bfloat16 numbers too, and none of whole tiles (AMX), with which oneDNN is faster.
bool hasBfloat16Products();

}  // namespace mma
