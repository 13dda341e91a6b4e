// The gradient of a convolution by its filter, on several threads.
#pragma once

#include "steps.h"

namespace mma {
namespace filter_gradient {

// dw [kernel, kernel, in, out] of x [count, height, width, in] and the gradient dy by the convolution's output, in float whatever x and dy
// are. Sums run in one order, however many threads there are.
void filterGradient(Numbers numbers, const void* x, const void* dy, float* dw, const Geometry& geometry, const Channels& channels);

}  // namespace filter_gradient
}  // namespace mma
