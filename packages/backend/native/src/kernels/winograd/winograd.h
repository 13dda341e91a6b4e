// Convolutions with 3 × 3 filters, stride 1 and a border of one zero, on several threads.
#pragma once

#include "steps.h"

namespace mma {
namespace winograd {

// y [count, height, width, out] of x [count, height, width, in].
void convolve(const Steps& steps, const void* x, const Filter& filter, const Pictures& pictures, void* y, const Finish& finish);

}  // namespace winograd
}  // namespace mma
