#include "points.h"

#include <algorithm>

#include "../../parallel.h"
#include "../../scratch.h"

namespace mma {
namespace filter_gradient {
namespace points {
namespace {

using winograd::MAX_CHANNELS;
using winograd::POINTS;

// Factors at once. Several chunks need all of the gradient at the points, 36 numbers for 9: about what the cores' common cache holds.
constexpr int64_t POINTS_BYTES = 16 << 20;
// Worth a thread's waking up.
constexpr int64_t GRAIN_BYTES = 64 << 10;
// Input channels of one part of the products.
constexpr int64_t INPUTS_AT_ONCE = 64;
// With fewer tiles the way to the points and back takes longer than it saves.
constexpr int64_t MIN_TILES = 32;

int64_t roundUp(int64_t number, int64_t multiple) { return (number + multiple - 1) / multiple; }

// Cells of one chunk: all chunks alike, as few as fit.
int64_t cellsAtOnce(int64_t cells, int64_t bytesOfOne, int64_t most) {
  const int64_t fit = std::max<int64_t>(1, most / bytesOfOne);
  return roundUp(cells, roundUp(cells, fit));
}

int64_t grainOf(int64_t bytes) { return std::max<int64_t>(1, GRAIN_BYTES / bytes); }

// One more line of the cache from plane to plane, so that not all begin at the same place in it.
int64_t planeOf(int64_t cells, int64_t channels, const Steps& steps) { return cells * channels + 2 * steps.lanes; }

Pictures picturesOf(const Geometry& geometry) { return {geometry.count, geometry.height, geometry.width}; }

// The products of all planes, panels and input channels.
void multiplyAll(const Steps& steps, const Factor& left, const Factor& right, const Gradient& gradient, const Depth& depth,
                 int64_t planes) {
  const int64_t units = planes * gradient.outputs / steps.panel;
  parallelFor(units * roundUp(left.channels, INPUTS_AT_ONCE), 1, [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; ++part) {
      const int64_t first = part / units * INPUTS_AT_ONCE;
      const Gradient some{gradient.data + first * gradient.outputs, gradient.plane, gradient.outputs};
      steps.multiply(left, right, some, depth, {first, std::min(INPUTS_AT_ONCE, left.channels - first)}, part % units);
    }
  });
}

}  // namespace

bool suits(const Steps& steps, const Factors& factors) {
  const auto& [in, out] = factors.channels;
  const Geometry& geometry = factors.geometry;
  const auto fits = [&steps](int64_t channels) { return channels % steps.panel == 0 && channels <= MAX_CHANNELS; };
  return geometry.kernel == 3 && geometry.stride == 1 && geometry.padding == 1 && fits(in) && fits(out) &&
         picturesOf(geometry).tiles() >= MIN_TILES;
}

void filterGradient(const Steps& steps, const Factors& factors, float* dw) {
  const Channels& channels = factors.channels;
  const Pictures pictures = picturesOf(factors.geometry);
  const int64_t cells = roundUp(pictures.tiles(), steps.places);
  const int64_t bytes = POINTS * steps.cellBytes * (channels.in + channels.out);
  const int64_t most = cellsAtOnce(cells, bytes, POINTS_BYTES);
  const bool oneChunk = most == cells;
  const int64_t leftPlane = planeOf(most, channels.in, steps), rightPlane = planeOf(most, channels.out, steps);
  const int64_t leftBytes = POINTS * leftPlane * steps.cellBytes, rightBytes = POINTS * rightPlane * steps.cellBytes;
  const int64_t gradientPlane = oneChunk ? 0 : planeOf(channels.in, channels.out, steps);
  const int64_t gradientBytes = POINTS * gradientPlane * static_cast<int64_t>(sizeof(float));
  char* const memory = static_cast<char*>(scratch(WHOLE, leftBytes + rightBytes + gradientBytes));
  const Factor left{memory, leftPlane, most * steps.lanes, channels.in};
  const Factor right{memory + leftBytes, rightPlane, most * steps.lanes, channels.out};
  const auto toPoints = [&](int64_t first, int64_t count) {
    parallelFor(count, grainOf(bytes), [&](int64_t begin, int64_t end) {
      steps.windows(factors.x, pictures, left, {first * steps.places, begin, end});
      steps.tiles(factors.dy, pictures, right, {first * steps.places, begin, end});
    });
  };

  if (oneChunk) {
    toPoints(0, cells);
    const int64_t units = POINTS * channels.out / steps.panel;
    // Each block goes back from the points while it is in the thread's own cache.
    parallelFor(channels.in / steps.lanes, 1, [&](int64_t begin, int64_t end) {
      const int64_t plane = planeOf(steps.lanes, channels.out, steps);
      void* const part = scratch(PART, POINTS * plane * static_cast<int64_t>(sizeof(float)));
      const Gradient points{static_cast<float*>(part), plane, channels.out};
      for (int64_t i = begin * steps.lanes; i < end * steps.lanes; i += steps.lanes) {
        for (int64_t unit = 0; unit < units; ++unit) {
          steps.multiply(left, right, points, {cells, false}, {i, steps.lanes}, unit);
        }
        steps.fromPoints(points, {i, channels.in}, dw, 0, steps.lanes);
      }
    });
    return;
  }

  const Gradient points{reinterpret_cast<float*>(memory + leftBytes + rightBytes), gradientPlane, channels.out};
  for (int64_t first = 0; first < cells; first += most) {
    const int64_t count = std::min(most, cells - first);
    toPoints(first, count);
    multiplyAll(steps, left, right, points, {count, first > 0}, POINTS);
  }
  parallelFor(channels.in, grainOf(POINTS * static_cast<int64_t>(sizeof(float)) * channels.out),
              [&](int64_t begin, int64_t end) { steps.fromPoints(points, {0, channels.in}, dw, begin, end); });
}

}  // namespace points
}  // namespace filter_gradient
}  // namespace mma
