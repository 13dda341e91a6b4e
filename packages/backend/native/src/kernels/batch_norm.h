#pragma once

#include "kernel.h"

namespace mma {

// Batch normalisation with the statistics of the batch, over the last axis' channels:
//
//   y = gamma · (x − mean) · inverse + beta,  inverse = 1 / √(biased variance + epsilon)
//
// Outputs y, mean, the unbiased variance, inverse. Numbers of x are float or bfloat16, the others float.
//
// MmaBatchNorm: and max(y, 0) where the attribute `relu` says so.
// MmaBatchNormAddRelu: max(y + shortcut, 0).
void* createBatchNorm(TF_OpKernelConstruction* construction);
void* createBatchNormAddRelu(TF_OpKernelConstruction* construction);
void computeBatchNorm(void* kernel, TF_OpKernelContext* context);
void computeBatchNormAddRelu(void* kernel, TF_OpKernelContext* context);
void destroyBatchNorm(void* kernel);

}  // namespace mma
