// The steps of a convolution's gradient by its filter, as arithmetic on arrays; who calls them divides the work among threads.
//
// The gradient is a product of matrices for each plane: inputs · outputs' gradients, summed over places. Directly, planes are the
// filter's taps and places the outputs' positions. In Winograd's way (see winograd/steps.h) planes are the 36 points and places
// tiles. Both factors are first laid out so that the products read them from one end to the other.
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

// A factor: [plane][block of channels][cell][channel in the block]. A cell holds as many places as are multiplied at once.
struct Factor {
  void* cells;
  int64_t plane;  // from plane to plane, in cells' channels; 0 where all planes share one
  int64_t block;  // from block to block
  int64_t channels;
};

// Cells [begin, end), of which the first stands for place `first`.
struct Cells {
  int64_t first;
  int64_t begin;
  int64_t end;
};

// [plane][input][output].
struct Gradient {
  float* data;
  int64_t plane;
  int64_t outputs;
};

// How many cells a product sums over, and whether it adds to what is there.
struct Depth {
  int64_t cells;
  bool add;
};

// Some of the input channels.
struct Inputs {
  int64_t first;
  int64_t count;
};

// One set for each instruction set and type of numbers; x and dy are of that type.
struct Steps {
  // Channels come in multiples of `panel`, blocks have `lanes`.
  int panel;
  int lanes;
  // Places in a cell, and bytes of one channel of it.
  int places;
  int cellBytes;

  // Directly.
  void (*inputs)(const void* x, const Geometry& geometry, const Factor& factor, const Cells& cells);
  void (*outputs)(const void* dy, const Geometry& geometry, const Factor& factor, const Cells& cells);

  // In Winograd's way.
  void (*windows)(const void* x, const Pictures& pictures, const Factor& factor, const Cells& cells);
  void (*tiles)(const void* dy, const Pictures& pictures, const Factor& factor, const Cells& cells);
  // dw [3, 3, place.count, outputs] from place.first on, of the points' gradient with inputs [begin, end).
  void (*fromPoints)(const Gradient& points, const Inputs& place, float* dw, int64_t begin, int64_t end);

  // gradient (+)= left · right, for `inputs` of the left factor; the gradient begins with the first of them. `unit` counts planes,
  // and in each the panels of outputs.
  void (*multiply)(const Factor& left, const Factor& right, const Gradient& gradient, const Depth& depth, const Inputs& inputs,
                   int64_t unit);
};

enum class Numbers { FLOAT, BFLOAT16 };

// The best that this processor, and ONEDNN_MAX_CPU_ISA, allow; nullptr where there is none.
const Steps* steps(Numbers numbers);

// Where compiled (see binding.gyp).
extern const Steps STEPS_AVX512;
extern const Steps STEPS_AVX2;
extern const Steps STEPS_PLAIN;
extern const Steps STEPS_AVX512_BF16;

}  // namespace filter_gradient
}  // namespace mma
