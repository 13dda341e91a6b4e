#pragma once

#include "kernel.h"

namespace mma {

// MmaWinogradFilter: a filter [3, 3, I, O] as MmaWinogradConv wants it, [37, I, O]; see winograd/steps.h for what is in it.
void winogradFilter(Run& run);
void shapeWinogradFilter(TF_ShapeInferenceContext* context, TF_Status* status);

// MmaWinogradTurnedFilter: the same for the gradient by the input, [37, O, I].
void winogradTurnedFilter(Run& run);
void shapeWinogradTurnedFilter(TF_ShapeInferenceContext* context, TF_Status* status);

// MmaWinogradConv: x [N, H, W, I] and such a filter → [N, H, W, O]; a 3 × 3 convolution of stride 1 with a border of one zero. `args`:
// [O] to add if `bias`, then [N, H, W, O] to add if `sum`; `relu` comes last.
void* createWinogradConv(TF_OpKernelConstruction* construction);
void computeWinogradConv(void* kernel, TF_OpKernelContext* context);
void destroyWinogradConv(void* kernel);
void shapeWinogradConv(TF_ShapeInferenceContext* context, TF_Status* status);

}  // namespace mma
