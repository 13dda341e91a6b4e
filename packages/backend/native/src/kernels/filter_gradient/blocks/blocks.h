// A convolution's gradient by its filter, block by block.
#pragma once

#include "steps.h"

namespace mma {
namespace filter_gradient {
namespace blocks {

void filterGradient(const Steps& steps, const Factors& factors, float* dw);

}  // namespace blocks
}  // namespace filter_gradient
}  // namespace mma
