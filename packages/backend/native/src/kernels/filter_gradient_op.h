#pragma once

#include "kernel.h"

namespace mma {

// MmaFilterGradient1x1, MmaFilterGradient3x3: x [N, H, W, I] and the gradient dy [N, H', W', O] of what a convolution gives → its gradient
// [kernel, kernel, I, O] by the filter, in float32 whatever x and dy are. `stride` and `padding`, zeros on each side, are those of
// both axes.
template <int64_t kernel>
void* createFilterGradient(TF_OpKernelConstruction* construction);
void computeFilterGradient(void* geometry, TF_OpKernelContext* context);
void destroyFilterGradient(void* geometry);
template <int64_t kernel>
void shapeFilterGradient(TF_ShapeInferenceContext* context, TF_Status* status);

}  // namespace mma
