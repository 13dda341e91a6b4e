#pragma once

#include "kernel.h"

namespace mma {

// The gradients of batch_norm.h's ops, where `mean` and `inverse` are their outputs. Outputs dx, dgamma, dbeta.
//
// MmaBatchNormGrad(dy, x, gamma, beta, mean, inverse), with the attribute `relu`: where y was 0 is computed anew from x.
// MmaBatchNormAddReluGrad(dy, x, y, gamma, mean, inverse): also outputs the shortcut's gradient.
void* createBatchNormGrad(TF_OpKernelConstruction* construction);
void computeBatchNormGrad(void* kernel, TF_OpKernelContext* context);
void destroyBatchNormGrad(void* kernel);
void computeBatchNormAddReluGrad(void* kernel, TF_OpKernelContext* context);

}  // namespace mma
