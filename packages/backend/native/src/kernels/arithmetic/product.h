// A small matrix product that stays in registers: the inner loop of everything here.
#pragma once

#include "cells.h"

namespace mma {
namespace {

// Columns of one product.
constexpr int PANEL = 2 * LANES;
// Rows of one product at most: their sums, and what is being multiplied, fill the registers.
constexpr int ROWS = REGISTERS == 32 ? 14 : 6;

// Left factor: the cell in row r, depth k is `at[r * row + k * depth]`.
template <typename Cell>
struct Left {
  const Cell* at;
  int64_t row;
  int64_t depth;
};

// The same with rows side by side: what the compiler knows of it saves a tenth of the time.
template <typename Cell>
struct LeftSideBySide {
  const Cell* at;
  static constexpr int64_t row = 1;
  int64_t depth;
};

// Right factor: two vectors of columns at each depth.
template <typename Cell>
struct Right {
  const Cell* first;
  const Cell* second;
  int64_t depth;
};

struct Result {
  float* at;
  int64_t row;
};

// What is done meanwhile, one step at each depth.
struct Nothing {
  INLINED void step() {}
};

// result (+)= left · right over `depth` cells.
template <typename Form, int rows, bool add, typename LeftFactor = Left<typename Form::Cell>, typename Meanwhile = Nothing>
void product(LeftFactor left, Right<typename Form::Cell> right, Result result, int64_t depth, Meanwhile&& meanwhile = {}) {
  Vec sums[rows][2];
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
    sums[r][0] = add ? load(result.at + r * result.row) : Vec{};
    sums[r][1] = add ? load(result.at + r * result.row + LANES) : Vec{};
  }
  for (int64_t k = 0; k < depth; ++k) {
    const auto first = Form::cells(right.first), second = Form::cells(right.second);
#pragma GCC unroll 16
    for (int r = 0; r < rows; ++r) {
      const auto factor = Form::splatCell(left.at[r * left.row]);
      Form::multiplyAdd(sums[r][0], factor, first);
      Form::multiplyAdd(sums[r][1], factor, second);
    }
    left.at += left.depth;
    right.first += right.depth;
    right.second += right.depth;
    meanwhile.step();
  }
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
    store(result.at + r * result.row, sums[r][0]);
    store(result.at + r * result.row + LANES, sums[r][1]);
  }
}

// The same for a number of rows known at run time, 1 to ROWS.
template <typename Form, bool add, int rows = ROWS, typename LeftFactor = Left<typename Form::Cell>, typename Meanwhile = Nothing>
void productOf(int64_t count, LeftFactor left, Right<typename Form::Cell> right, Result result, int64_t depth,
               Meanwhile&& meanwhile = {}) {
  if constexpr (rows > 1) {
    if (count < rows) return productOf<Form, add, rows - 1>(count, left, right, result, depth, meanwhile);
  }
  product<Form, rows, add>(left, right, result, depth, meanwhile);
}

}  // namespace
}  // namespace mma
