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

// From point to point of `count` numbers each: not a power of two, at which all points would fall on the same lines of the cache.
inline int64_t strideOf(int64_t count) { return count + 16; }

// What tiles read, at the points: [point][tile][channel].
struct Windows {
  void* data;
  int64_t stride;  // from point to point
  int64_t channels;
};

// What they give, still at the points; some of the channels, as many as `channels`.
struct Products {
  float* data;
  int64_t stride;
  int64_t channels;
};

// A filter [3, 3, in, out], or, turned by half a circle, the [3, 3, out, in] of which this is the gradient by the input.
struct Filter {
  const float* data;
  Channels channels;
  bool turned;
};

// What is done to each output before it is stored; nullptr leaves out. Numbers are of the pictures' kind.
struct Finish {
  const void* bias;  // [channels]
  const void* sum;   // as the output
  bool relu;
};

struct Output {
  void* data;
  int64_t channels;
  int64_t first;  // channel of the products' first
  Finish finish;
  bool past;  // the cache: the output is larger than that
};

// Tiles [begin, end) after the first one, which the points begin with.
struct Tiles {
  int64_t first;
  int64_t begin;
  int64_t end;
};

// One set for each instruction set and kind of numbers. Points are taken in rows of six.
struct Steps {
  // Channels come in multiples of it.
  int64_t panel;
  // Tiles of one product.
  int64_t rows;
  // Bytes of a picture's number, and of one at the points in windows and filters.
  int64_t pictureBytes;
  int64_t pointBytes;

  // A row of a filter's points for one panel of outputs: [point][input][output in the panel], points `strideOf(in * panel)` apart.
  void (*filter)(const Filter& filter, int64_t row, int64_t panel, void* points);
  void (*windows)(const void* x, const Pictures& pictures, const Windows& windows, const Tiles& tiles);
  // The products begin with those of the panel whose row of points is given.
  void (*multiply)(const Windows& windows, const void* filter, const Products& products, int64_t row, int64_t tiles);
  void (*output)(const Products& products, const Pictures& pictures, const Output& output, const Tiles& tiles);
};

enum class Kind {
  FLOAT,
  // Pictures are bfloat16, points float.
  BFLOAT16,
  // Points are bfloat16, too: twice the products a second, six times the rounding error of a plain convolution.
  ROUNDED,
};

// The best that this processor and ONEDNN_MAX_CPU_ISA allow; nullptr where there is none.
const Steps* steps(Kind kind);

// Where compiled (see binding.gyp).
extern const Steps STEPS_AVX512;
extern const Steps STEPS_AVX2;
extern const Steps STEPS_PLAIN;
extern const Steps STEPS_AVX512_BF16;
extern const Steps STEPS_ROUNDED;

}  // namespace winograd
}  // namespace mma
