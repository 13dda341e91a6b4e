// The steps of a convolution's gradient by its filter in Winograd's way (see winograd/steps.h), as arithmetic on arrays; who calls them
// divides the work among threads.
//
// The gradient is a product of matrices for each of the 36 points: inputs · outputs' gradients, summed over tiles. Both factors are first
// taken to the points and laid out so that the products read them from one end to the other.
#pragma once

#include <cstdint>

#include "../geometry.h"

namespace mma {
namespace filter_gradient {
namespace points {

// A factor: [plane][block of channels][cell][channel in the block]. A cell holds as many tiles as are multiplied at once.
struct Factor {
  void* cells;
  int64_t plane;  // from plane to plane, in cells' channels
  int64_t block;  // from block to block
  int64_t channels;
};

// Cells [begin, end), of which the first stands for tile `first`.
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
  // Tiles in a cell, and bytes of one channel of it.
  int places;
  int cellBytes;

  void (*windows)(const void* x, const Pictures& pictures, const Factor& factor, const Cells& cells);
  void (*tiles)(const void* dy, const Pictures& pictures, const Factor& factor, const Cells& cells);
  // dw [3, 3, place.count, outputs] from place.first on, of the points' gradient with inputs [begin, end).
  void (*fromPoints)(const Gradient& points, const Inputs& place, float* dw, int64_t begin, int64_t end);

  // gradient (+)= left · right, for `inputs` of the left factor; the gradient begins with the first of them. `unit` counts planes,
  // and in each the panels of outputs.
  void (*multiply)(const Factor& left, const Factor& right, const Gradient& gradient, const Depth& depth, const Inputs& inputs,
                   int64_t unit);
};

// Where compiled (see binding.gyp).
extern const Steps STEPS_AVX512;
extern const Steps STEPS_AVX2;
extern const Steps STEPS_PLAIN;
extern const Steps STEPS_AVX512_BF16;

}  // namespace points
}  // namespace filter_gradient
}  // namespace mma
