// The numbers of a window, tap after tap, wherever the filter meets the picture. Included only by what is compiled once for each
// instruction set.
#pragma once

#include <cstring>

#include "../../arithmetic/lanes.h"
#include "steps.h"

namespace mma {
namespace filter_gradient {
namespace blocks {
namespace {

constexpr int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
constexpr int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

// Windows that are one pixel each.
bool isPointwise(const Geometry& geometry) { return geometry.kernel == 1 && geometry.padding == 0; }

// Where the window of a position begins.
struct Place {
  int64_t picture;
  int64_t top;
  int64_t left;

  Place(const Geometry& geometry, int64_t position)
      : picture(position / (geometry.outHeight * geometry.outWidth)),
        top(position / geometry.outWidth % geometry.outHeight * geometry.stride - geometry.padding),
        left(position % geometry.outWidth * geometry.stride - geometry.padding) {}
};

template <typename Number>
const Number* pixelAt(const Factors& factors, int64_t picture, int64_t y, int64_t x) {
  const Geometry& geometry = factors.geometry;
  return static_cast<const Number*>(factors.x) + ((picture * geometry.height + y) * geometry.width + x) * factors.channels.in;
}

// In pieces of a size known to the compiler, the last of which may overlap the one before.
template <typename Number>
INLINED void copyNumbers(Number* to, const Number* from, int64_t count) {
  constexpr int64_t PIECE = 32 / sizeof(Number);
  if (count < PIECE) {
    std::memcpy(to, from, static_cast<size_t>(count) * sizeof(Number));
    return;
  }
  for (int64_t i = 0; i + PIECE <= count; i += PIECE) std::memcpy(to + i, from + i, PIECE * sizeof(Number));
  std::memcpy(to + count - PIECE, from + count - PIECE, PIECE * sizeof(Number));
}

template <typename Number>
void clear(Number* numbers, int64_t count) {
  if (count > 0) std::memset(numbers, 0, static_cast<size_t>(count) * sizeof(Number));
}

// Some rows of a window, with zeros for the border. Taps of a line lie side by side in the picture, too.
template <typename Number>
void copyWindow(const Factors& factors, const Place& place, const Range& rows, Number* to) {
  const Geometry& geometry = factors.geometry;
  const int64_t channels = factors.channels.in, line = geometry.kernel * channels;
  const int64_t left = larger(-place.left, 0) * channels, right = smaller((geometry.width - place.left) * channels, line);
  for (int64_t row = rows.begin; row < rows.end;) {
    const int64_t tap = row / line, y = place.top + tap;
    const Range wanted{row - tap * line, smaller(rows.end - tap * line, line)};
    if (y < 0 || y >= geometry.height) {
      clear(to, wanted.count());
    } else {
      const int64_t begin = smaller(larger(left, wanted.begin), wanted.end), end = larger(smaller(right, wanted.end), begin);
      clear(to, begin - wanted.begin);
      copyNumbers(to + begin - wanted.begin, pixelAt<Number>(factors, place.picture, y, place.left) + begin, end - begin);
      clear(to + end - wanted.begin, wanted.end - end);
    }
    to += wanted.count();
    row += wanted.count();
  }
}

}  // namespace
}  // namespace blocks
}  // namespace filter_gradient
}  // namespace mma
