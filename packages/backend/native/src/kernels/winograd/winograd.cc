#include "winograd.h"

#include <algorithm>
#include <memory>
#include <new>

#include "../parallel.h"

namespace mma {
namespace winograd {
namespace {

// What is at the points at once: about as much as a cache shared by all cores holds.
constexpr int64_t CHUNK_BYTES = 8 << 20;
// The gradient by the filter takes more at once: several chunks need all of it at the points, 36 numbers for 9.
constexpr int64_t GRADIENT_CHUNK_BYTES = 16 << 20;
// Input channels whose gradient is at the points at once where one chunk does: a line of the cache.
constexpr int64_t INPUTS_AT_ONCE = 16;
// Worth a thread's waking up.
constexpr int64_t GRAIN_BYTES = 64 << 10;

// Memory of this thread for steps in between; it grows to what was needed most.
class Scratch {
 public:
  float* take(int64_t count) {
    if (count > count_) {
      memory_.reset();
      memory_.reset(static_cast<float*>(::operator new(static_cast<size_t>(count) * sizeof(float), ALIGNMENT)));
      count_ = count;
    }
    return memory_.get();
  }

 private:
  static constexpr std::align_val_t ALIGNMENT{64};
  struct Free {
    void operator()(float* memory) const { ::operator delete(memory, ALIGNMENT); }
  };
  std::unique_ptr<float, Free> memory_;
  int64_t count_ = 0;
};

enum Use { WHOLE, PART };

// Of a whole convolution, or of a thread's part in one: the caller of parallelFor has both.
Scratch& scratch(Use use) {
  thread_local Scratch memory[2];
  return memory[use];
}

// Tiles of one chunk: all chunks alike, as few as fit.
int64_t tilesAtOnce(const Pictures& pictures, const Channels& channels, int64_t chunkBytes) {
  const int64_t bytes = POINTS * (channels.in + channels.out) * static_cast<int64_t>(sizeof(float));
  const int64_t most = std::max<int64_t>(1, chunkBytes / bytes);
  const int64_t chunks = (pictures.tiles() + most - 1) / most;
  return (pictures.tiles() + chunks - 1) / chunks;
}

int64_t grainOf(int64_t bytes) { return std::max<int64_t>(1, GRAIN_BYTES / bytes); }

}  // namespace

void transformFilter(const Filter& filter, bool turned, float* points) {
  const Steps& arithmetic = *steps();
  const int64_t bytes = POINTS * static_cast<int64_t>(sizeof(float));
  if (turned) {
    parallelFor(filter.outputs / arithmetic.panel, grainOf(bytes * filter.inputs * arithmetic.panel),
                [&](int64_t begin, int64_t end) { arithmetic.turnedFilter(filter, points, begin, end); });
  } else {
    parallelFor(filter.inputs, grainOf(bytes * filter.outputs),
                [&](int64_t begin, int64_t end) { arithmetic.filter(filter, points, begin, end); });
  }
}

void convolve(const float* x, const float* filterPoints, float* y, const Pictures& pictures, const Channels& channels,
              const Finish& finish) {
  const Steps& arithmetic = *steps();
  const int64_t most = tilesAtOnce(pictures, channels, CHUNK_BYTES);
  const int64_t inStride = strideOf(most * channels.in), outStride = strideOf(most * channels.out);
  float* const memory = scratch(WHOLE).take(POINTS * (inStride + outStride));
  const AtPoints input{memory, inStride, channels.in};
  const AtPoints output{memory + POINTS * inStride, outStride, channels.out};
  const int64_t tileBytes = POINTS * static_cast<int64_t>(sizeof(float));
  for (int64_t first = 0; first < pictures.tiles(); first += most) {
    const int64_t tiles = std::min(most, pictures.tiles() - first);
    parallelFor(tiles, grainOf(tileBytes * channels.in),
                [&](int64_t begin, int64_t end) { arithmetic.input(x, pictures, input, first, begin, end); });
    parallelFor(POINTS * channels.out / arithmetic.panel, 1, [&](int64_t begin, int64_t end) {
      arithmetic.multiply(input, filterPoints, output, tiles, begin, end);
    });
    parallelFor(tiles, grainOf(tileBytes * channels.out),
                [&](int64_t begin, int64_t end) { arithmetic.output(output, pictures, finish, y, first, begin, end); });
  }
}

void filterGradient(const float* x, const float* dy, float* dw, const Pictures& pictures, const Channels& channels) {
  const Steps& arithmetic = *steps();
  const int64_t most = tilesAtOnce(pictures, channels, GRADIENT_CHUNK_BYTES);
  const bool oneChunk = most >= pictures.tiles();
  const int64_t inStride = strideOf(most * channels.in), outStride = strideOf(most * channels.out);
  const int64_t gradientStride = oneChunk ? 0 : strideOf(channels.in * channels.out);
  float* const memory = scratch(WHOLE).take(POINTS * (inStride + outStride + gradientStride));
  const AtPoints input{memory, inStride, channels.in};
  const AtPoints slope{memory + POINTS * inStride, outStride, channels.out};
  const int64_t tileBytes = POINTS * static_cast<int64_t>(sizeof(float)) * (channels.in + channels.out);
  const auto toPoints = [&](int64_t first, int64_t tiles) {
    parallelFor(tiles, grainOf(tileBytes), [&](int64_t begin, int64_t end) {
      arithmetic.input(x, pictures, input, first, begin, end);
      arithmetic.slope(dy, pictures, slope, first, begin, end);
    });
  };
  const int64_t units = POINTS * channels.out / arithmetic.panel;

  if (oneChunk) {
    toPoints(0, most);
    // Each part goes back from the points while it is in the thread's own cache.
    parallelFor(channels.in / INPUTS_AT_ONCE, 1, [&](int64_t begin, int64_t end) {
      const int64_t stride = strideOf(INPUTS_AT_ONCE * channels.out);
      const AtPoints gradient{scratch(PART).take(POINTS * stride), stride, channels.out};
      for (int64_t i = begin * INPUTS_AT_ONCE; i < end * INPUTS_AT_ONCE; i += INPUTS_AT_ONCE) {
        const Inputs some{i, INPUTS_AT_ONCE};
        arithmetic.multiplySlopes(input, slope, gradient, {most, false}, some, 0, units);
        arithmetic.filterSlope(gradient, {i, channels.in}, dw, 0, INPUTS_AT_ONCE);
      }
    });
    return;
  }
  const AtPoints gradient{memory + POINTS * (inStride + outStride), gradientStride, channels.out};
  for (int64_t first = 0; first < pictures.tiles(); first += most) {
    const int64_t tiles = std::min(most, pictures.tiles() - first);
    toPoints(first, tiles);
    parallelFor(units, 1, [&](int64_t begin, int64_t end) {
      arithmetic.multiplySlopes(input, slope, gradient, {tiles, first > 0}, {0, channels.in}, begin, end);
    });
  }
  parallelFor(channels.in, grainOf(POINTS * static_cast<int64_t>(sizeof(float)) * channels.out),
              [&](int64_t begin, int64_t end) { arithmetic.filterSlope(gradient, {0, channels.in}, dw, begin, end); });
}

}  // namespace winograd
}  // namespace mma
