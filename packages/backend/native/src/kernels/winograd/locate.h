// Which pixels a tile is made of. Included only by what is compiled once for each instruction set.
#pragma once

#include "steps.h"

namespace mma {
namespace winograd {
namespace {

// Where the pixels of a tile lie that begins `border` pixels above and left of its outputs; `outside` stands for those that are
// none of the picture.
template <int size, int border, typename Number>
void locate(Number* pixels, Number* outside, const Pictures& pictures, int64_t channels, int64_t tile, Number* (&at)[size * size]) {
  const int64_t column = tile % pictures.columns();
  const int64_t row = tile / pictures.columns() % pictures.rows();
  const int64_t picture = tile / (pictures.columns() * pictures.rows());
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const int64_t top = row * TILE - border + y;
      const int64_t left = column * TILE - border + x;
      const bool inside = top >= 0 && top < pictures.height && left >= 0 && left < pictures.width;
      at[y * size + x] = inside ? pixels + ((picture * pictures.height + top) * pictures.width + left) * channels : outside;
    }
  }
}

}  // namespace
}  // namespace winograd
}  // namespace mma
