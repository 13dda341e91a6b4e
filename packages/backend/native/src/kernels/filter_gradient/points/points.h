// A convolution's gradient by its filter in Winograd's way.
#pragma once

#include "steps.h"

namespace mma {
namespace filter_gradient {
namespace points {

// Whether it can be done so, and gains by it.
bool suits(const Steps& steps, const Factors& factors);

void filterGradient(const Steps& steps, const Factors& factors, float* dw);

}  // namespace points
}  // namespace filter_gradient
}  // namespace mma
