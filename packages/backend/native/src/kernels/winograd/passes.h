// The matrices of Winograd's convolution F(4×4, 3×3), each as a pass over one axis (Lavin & Gray, https://arxiv.org/abs/1509.09308).
//
// A polynomial product is found at points: both factors are evaluated there, multiplied, and the product is interpolated. Here the
// points are 0, ±A, ±B and infinity. Lavin's own, 0, ±1, ±2, cost four times as many digits as these do.
//
// `in(i)` reads the i-th vector of the axis, `out(i, vec)` takes the i-th of the result.
#pragma once

#include "../arithmetic/lanes.h"

namespace mma {
namespace winograd {
namespace {

constexpr float A = 0.625F;
constexpr float B = 1.5F;
constexpr float A2 = A * A;
constexpr float B2 = B * B;
// What interpolation divides by, at 0, ±A and ±B.
constexpr float N0 = 1 / (A2 * B2);
constexpr float NA = 1 / (2 * A2 * (A2 - B2));
constexpr float NB = 1 / (2 * B2 * (B2 - A2));

// 6 → 6: a window of the input.
template <typename In, typename Out>
INLINED void inputPass(In in, Out out) {
  const Vec d1 = in(1), d2 = in(2), d3 = in(3), d4 = in(4);
  const Vec evenA = d4 - B2 * d2, oddA = A * (d3 - B2 * d1);
  const Vec evenB = d4 - A2 * d2, oddB = B * (d3 - A2 * d1);
  out(0, d4 - (A2 + B2) * d2 + (A2 * B2) * in(0));
  out(1, evenA + oddA);
  out(2, evenA - oddA);
  out(3, evenB + oddB);
  out(4, evenB - oddB);
  out(5, in(5) - (A2 + B2) * d3 + (A2 * B2) * d1);
}

// 6 → 4: a tile of the output.
template <typename In, typename Out>
INLINED void outputPass(In in, Out out) {
  const Vec sumA = in(1) + in(2), gapA = in(1) - in(2);
  const Vec sumB = in(3) + in(4), gapB = in(3) - in(4);
  out(0, in(0) + sumA + sumB);
  out(1, A * gapA + B * gapB);
  out(2, A2 * sumA + B2 * sumB);
  out(3, (A2 * A) * gapA + (B2 * B) * gapB + in(5));
}

// 4 → 6: a tile of the output's gradient; the transpose of outputPass.
template <typename In, typename Out>
INLINED void slopePass(In in, Out out) {
  const Vec evenA = in(0) + A2 * in(2), oddA = A * (in(1) + A2 * in(3));
  const Vec evenB = in(0) + B2 * in(2), oddB = B * (in(1) + B2 * in(3));
  out(0, in(0));
  out(1, evenA + oddA);
  out(2, evenA - oddA);
  out(3, evenB + oddB);
  out(4, evenB - oddB);
  out(5, in(3));
}

// 3 → 6: a filter.
template <typename In, typename Out>
INLINED void filterPass(In in, Out out) {
  const Vec evenA = NA * in(0) + (NA * A2) * in(2), oddA = (NA * A) * in(1);
  const Vec evenB = NB * in(0) + (NB * B2) * in(2), oddB = (NB * B) * in(1);
  out(0, N0 * in(0));
  out(1, evenA + oddA);
  out(2, evenA - oddA);
  out(3, evenB + oddB);
  out(4, evenB - oddB);
  out(5, in(2));
}

// The same, each number of the result as factors of the three.
constexpr float FILTER_FACTORS[6][3] = {{N0, 0, 0},           {NA, NA * A, NA * A2},  {NA, -NA * A, NA * A2},
                                        {NB, NB * B, NB * B2}, {NB, -NB * B, NB * B2}, {0, 0, 1}};

// 6 → 3: a filter's gradient; the transpose of filterPass.
template <typename In, typename Out>
INLINED void filterSlopePass(In in, Out out) {
  const Vec sumA = in(1) + in(2), sumB = in(3) + in(4);
  out(0, N0 * in(0) + NA * sumA + NB * sumB);
  out(1, (NA * A) * (in(1) - in(2)) + (NB * B) * (in(3) - in(4)));
  out(2, (NA * A2) * sumA + (NB * B2) * sumB + in(5));
}

}  // namespace
}  // namespace winograd
}  // namespace mma
