// The steps of Winograd's convolution, as arithmetic on arrays; who calls them divides the work among threads.
//
// A picture is cut into tiles of 4 × 4 outputs. The window of 6 × 6 inputs that a tile depends on, and each filter, are taken to 36
// points; there the convolution is one product of matrices for each point, with a quarter of the multiplications.
#pragma once

#include <cstdint>

namespace mma {
namespace winograd {

constexpr int TILE = 4;
constexpr int WINDOW = 6;
constexpr int POINTS = WINDOW * WINDOW;
// More would not fit the stack of a step.
constexpr int64_t MAX_CHANNELS = 4096;

struct Channels {
  int64_t in;
  int64_t out;
};

// Pictures [count, height, width, channels] that a 3 × 3 filter goes over with a border of one zero.
struct Pictures {
  int64_t count;
  int64_t height;
  int64_t width;

  int64_t rows() const { return (height + TILE - 1) / TILE; }
  int64_t columns() const { return (width + TILE - 1) / TILE; }
  int64_t tiles() const { return count * rows() * columns(); }
};

// Numbers at the points: [point][tile][channel].
struct AtPoints {
  float* data;
  int64_t stride;  // from point to point
  int64_t channels;
};

// From point to point of `count` numbers each: not a power of two, at which all points would fall on the same lines of the cache.
inline int64_t strideOf(int64_t count) { return count + 16; }

// What is done to each output before it is stored; nullptr leaves out.
struct Finish {
  const float* bias;  // [channels]
  const float* sum;   // as the output
  bool relu;
};

struct Filter {
  const float* data;  // [3, 3, inputs, outputs]
  int64_t inputs;
  int64_t outputs;
};

// One set for each instruction set. Ranges are [begin, end); tiles count from `first`, the first that the points hold.
struct Steps {
  // Channels come in multiples of it.
  int panel;

  // At the points a filter lies as [point][panel of outputs][input][output in the panel]. `begin` to `end` are input channels.
  void (*filter)(const Filter& filter, float* points, int64_t begin, int64_t end);
  // The filter of the gradient by the input: turned by half a circle, inputs and outputs exchanged. `begin` to `end` are panels
  // of the filter's outputs.
  void (*turnedFilter)(const Filter& filter, float* points, int64_t begin, int64_t end);

  void (*input)(const float* x, const Pictures& pictures, const AtPoints& points, int64_t first, int64_t begin, int64_t end);
  // `begin` to `end` are pairs of point and panel.
  void (*multiply)(const AtPoints& input, const float* filter, const AtPoints& output, int64_t tiles, int64_t begin, int64_t end);
  void (*output)(const AtPoints& points, const Pictures& pictures, const Finish& finish, float* y, int64_t first, int64_t begin,
                 int64_t end);
};

// The best that this processor and ONEDNN_MAX_CPU_ISA allow; nullptr where there is none.
const Steps* steps();

// Where compiled (see binding.gyp).
extern const Steps STEPS_AVX512;
extern const Steps STEPS_AVX2;
extern const Steps STEPS_PLAIN;

}  // namespace winograd
}  // namespace mma
