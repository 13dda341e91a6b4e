#pragma once

#include "kernel.h"

namespace mma {

// Max pooling of NHWC pictures that remembers in a byte which number of the window won, so that the gradient need not look again.
// Attributes kernel, stride and padding: height and width; of a window at most 256 numbers. Padding never wins; of equal numbers the
// first does, and a NaN wins (PyTorch's rules).
//
// MmaMaxPool(x): outputs y, winners.
// MmaMaxPoolGrad(dy, winners), with the attribute size, the height and width of x: outputs dx.
//
// What shape they give depends on attributes, which TensorFlow's C API does not tell where shapes are inferred: put EnsureShape behind.
void* createMaxPool(TF_OpKernelConstruction* construction);
void* createMaxPoolGrad(TF_OpKernelConstruction* construction);
void computeMaxPool(void* kernel, TF_OpKernelContext* context);
void computeMaxPoolGrad(void* kernel, TF_OpKernelContext* context);
void destroyMaxPool(void* kernel);

}  // namespace mma
