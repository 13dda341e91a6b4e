// What a gradient by a filter is the gradient of.
#pragma once

#include <cstdint>

#include "../winograd/steps.h"

namespace mma {
namespace filter_gradient {

using winograd::Channels;
using winograd::Pictures;

// A convolution of [count, height, width, channels] by square filters.
struct Geometry {
  int64_t count;
  int64_t height;
  int64_t width;
  int64_t outHeight;
  int64_t outWidth;
  int64_t kernel;
  int64_t stride;
  int64_t padding;

  int64_t positions() const { return count * outHeight * outWidth; }
  int64_t taps() const { return kernel * kernel; }
};

enum class Numbers { FLOAT, BFLOAT16 };

// x [count, height, width, in] and dy [count, outHeight, outWidth, out], both of such numbers.
struct Factors {
  const void* x;
  const void* dy;
  Geometry geometry;
  Channels channels;
};

}  // namespace filter_gradient
}  // namespace mma
