#pragma once

#include "kernel.h"

namespace mma {

// MmaWinogradConv: x [N, H, W, I] and a filter [3, 3, I, O] → [N, H, W, O]; a convolution of stride 1 with a border of one zero. `args`:
// [O] to add if `bias`, then [N, H, W, O] to add if `sum`; `relu` comes last.
void* createWinogradConv(TF_OpKernelConstruction* construction);
void computeWinogradConv(void* kernel, TF_OpKernelContext* context);
void destroyWinogradConv(void* kernel);
void shapeWinogradConv(TF_ShapeInferenceContext* context, TF_Status* status);

// MmaWinogradInputGradient: the gradient [N, H, W, O] by the output of such a convolution, and its filter → the one by its input.
// bfloat16 numbers are rounded to bfloat16 at the points, too.
void winogradInputGradient(Run& run);
void shapeWinogradInputGradient(TF_ShapeInferenceContext* context, TF_Status* status);

}  // namespace mma
