// A small matrix product that stays in registers: the inner loop of everything here.
#pragma once

#include "lanes.h"

namespace mma {
namespace {

// Columns of one product.
constexpr int PANEL = 2 * LANES;
// Rows of one product at most: their sums, and what is being multiplied, fill the registers.
constexpr int ROWS = REGISTERS == 32 ? 14 : 6;

// Left factor: the element in row r, depth k is `at[r * row + k * depth]`.
struct Left {
  const float* at;
  int64_t row;
  int64_t depth;
};

// Right factor, PANEL columns side by side, and the result.
struct Right {
  const float* at;
  int64_t depth;
};
struct Result {
  float* at;
  int64_t row;
};

// result (+)= left · right over `depth`.
template <int rows, bool add>
void product(Left left, Right right, Result result, int64_t depth) {
  Vec sums[rows][2];
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
    sums[r][0] = add ? load(result.at + r * result.row) : Vec{};
    sums[r][1] = add ? load(result.at + r * result.row + LANES) : Vec{};
  }
  for (int64_t k = 0; k < depth; ++k) {
    const Vec first = load(right.at), second = load(right.at + LANES);
#pragma GCC unroll 16
    for (int r = 0; r < rows; ++r) {
      const Vec factor = splat(left.at[r * left.row]);
      sums[r][0] += factor * first;
      sums[r][1] += factor * second;
    }
    left.at += left.depth;
    right.at += right.depth;
  }
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
    store(result.at + r * result.row, sums[r][0]);
    store(result.at + r * result.row + LANES, sums[r][1]);
  }
}

// The same for a number of rows known at run time, 1 to ROWS.
template <bool add, int rows = ROWS>
void productOf(int64_t count, Left left, Right right, Result result, int64_t depth) {
  if constexpr (rows > 1) {
    if (count < rows) return productOf<add, rows - 1>(count, left, right, result, depth);
  }
  product<rows, add>(left, right, result, depth);
}

}  // namespace
}  // namespace mma
