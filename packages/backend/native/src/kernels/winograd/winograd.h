// Convolutions with 3 × 3 filters, stride 1 and a border of one zero, on several threads.
#pragma once

#include "steps.h"

namespace mma {
namespace winograd {

// Numbers that a filter at the points takes: one plane more than it has points, for what keeps points apart in the cache.
inline int64_t filterCount(const Channels& channels) { return (POINTS + 1) * channels.in * channels.out; }

// `points` has filterCount numbers. `turned`: for the gradient by the input.
void transformFilter(const Filter& filter, bool turned, float* points);

// y [count, height, width, out] of x [count, height, width, in].
void convolve(const float* x, const float* filterPoints, float* y, const Pictures& pictures, const Channels& channels,
              const Finish& finish);

}  // namespace winograd
}  // namespace mma
