#pragma once

#include "kernel.h"

namespace mma {

// MmaDirectFilter: filter [K, K, I, O] → the same numbers in the order in which MmaDirectConv reads them. With `gradient` that in which
// MmaDirectInputGradient of this `stride` and `padding` does.
void* createDirectFilter(TF_OpKernelConstruction* construction);
void computeDirectFilter(void* packing, TF_OpKernelContext* context);
void destroyDirectFilter(void* packing);

// MmaDirectConv: x [N, H, W, I], filter from MmaDirectFilter, perhaps a bias [O] and a sum [N, H', W', O] → the convolution with `padding`
// zeros on each side, plus the bias, plus the sum, then ReLU if `relu`. O is a multiple of what the addon says.
void* createDirectConv(TF_OpKernelConstruction* construction);
void computeDirectConv(void* convolving, TF_OpKernelContext* context);
void destroyDirectConv(void* convolving);

// MmaDirectInputGradient: dy [N, H', W', O], filter from MmaDirectFilter → the gradient [N, height, width, I] by the input.
void* createDirectInputGradient(TF_OpKernelConstruction* construction);
void computeDirectInputGradient(void* gradient, TF_OpKernelContext* context);
void destroyDirectInputGradient(void* gradient);

}  // namespace mma
