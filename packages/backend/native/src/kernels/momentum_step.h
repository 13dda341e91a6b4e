#pragma once

#include "kernel.h"

namespace mma {

// MmaMomentumStep: stochastic gradient descent with momentum, in one pass over the numbers.
//
//   slope = scale · gradient + weight_decay · value
//   new_buffer = slope at the first step, later momentum · buffer + share · slope
//   new_value = value − lr · (nesterov ? slope + momentum · new_buffer : new_buffer)
//
// The outputs are in memory that lives from step to step, in place of value and buffer where these have been donated.
void* createMomentumStep(TF_OpKernelConstruction* construction);
void computeMomentumStep(void* kernel, TF_OpKernelContext* context);
void destroyMomentumStep(void* kernel);

}  // namespace mma
