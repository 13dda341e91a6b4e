// Which of the compiled instruction sets this processor runs.
#pragma once

namespace mma {

enum class Instructions { NONE, PLAIN, AVX2, AVX512 };

// The best, within ONEDNN_MAX_CPU_ISA, which oneDNN's own kernels obey too.
Instructions instructions();

// Whether there are products of bfloat16 numbers too, and none of whole tiles (AMX), with which oneDNN is faster.
bool hasBfloat16Products();

}  // namespace mma
