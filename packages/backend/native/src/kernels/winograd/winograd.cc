#include "winograd.h"

#include <algorithm>

#include "../arithmetic/instructions.h"
#include "../parallel.h"
#include "../scratch.h"

namespace mma {
namespace winograd {
namespace {

// What is at the points at once: about as much as a cache shared by all cores holds.
constexpr int64_t CHUNK_BYTES = 8 << 20;
// Worth a thread's waking up.
constexpr int64_t GRAIN_BYTES = 64 << 10;

// Tiles of one chunk: all chunks alike, as few as fit.
int64_t tilesAtOnce(const Pictures& pictures, const Channels& channels) {
  const int64_t bytes = POINTS * (channels.in + channels.out) * static_cast<int64_t>(sizeof(float));
  const int64_t most = std::max<int64_t>(1, CHUNK_BYTES / bytes);
  const int64_t chunks = (pictures.tiles() + most - 1) / most;
  return (pictures.tiles() + chunks - 1) / chunks;
}

int64_t grainOf(int64_t bytes) { return std::max<int64_t>(1, GRAIN_BYTES / bytes); }

}  // namespace

const Steps* steps() {
  static const Steps* const chosen = best(MMA_COMPILED);
  return chosen;
}

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
  const int64_t most = tilesAtOnce(pictures, channels);
  const int64_t inStride = strideOf(most * channels.in), outStride = strideOf(most * channels.out);
  float* const memory = static_cast<float*>(scratch(WHOLE, POINTS * (inStride + outStride) * static_cast<int64_t>(sizeof(float))));
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

}  // namespace winograd
}  // namespace mma
