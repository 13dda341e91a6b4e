#pragma once

#include "kernel.h"

namespace mma {

// MmaFilterGradient: x [N, H, W, I] and the gradient dy [N, H', W', O] of what a convolution gives → its gradient [kernel, kernel, I, O] by
// the filter, in float32 whatever x and dy are. `stride` and `padding`, zeros on each side, are those of both axes.
void* createFilterGradient(TF_OpKernelConstruction* construction);
void computeFilterGradient(void* window, TF_OpKernelContext* context);
void destroyFilterGradient(void* window);

}  // namespace mma
