// The gradient of a convolution by its filter, on several threads.
#pragma once

#include "geometry.h"

namespace mma {
namespace filter_gradient {

// Whether this processor has instructions for it, within ONEDNN_MAX_CPU_ISA.
bool isPossible(Numbers numbers);
// Whether there are kernels for so many output channels where it is possible.
bool suits(Numbers numbers, const Channels& channels);

// dw [kernel, kernel, in, out] in float whatever the factors' numbers are. Sums run in one order, however many threads there are.
void filterGradient(Numbers numbers, const Factors& factors, float* dw);

}  // namespace filter_gradient
}  // namespace mma
