// The steps of a convolution's gradient by its filter as one product of matrices: windows of the picture, number by number, times the
// outputs' gradients, summed over positions. It is done in blocks whose sums stay in a core's own cache, some positions at a time: the
// factors are read where they lie if they can be, and else laid out, as many as that cache holds beside the sums.
#pragma once

#include <cstdint>

#include "../geometry.h"

namespace mma {
namespace filter_gradient {
namespace blocks {

struct Range {
  int64_t begin;
  int64_t end;

  int64_t count() const { return end - begin; }
};

// Rows of the gradient are the numbers of a window, tap after tap; columns are outputs.
struct Block {
  Range rows;
  Range outputs;

  int64_t numbers() const { return rows.count() * outputs.count(); }
};

// Positions whose products are to be summed, and those that come next: they are called into the cache meanwhile.
struct Chunk {
  Range positions;
  Range next;
};

// Sums of a block over some positions each, [panel][row][output in the panel]: `count` times, `apart` numbers from one to the next.
struct Sums {
  const float* data;
  int64_t apart;
  int64_t count;
};

// One set for each instruction set and type of numbers; the factors are of that type.
struct Steps {
  // Outputs come in multiples of `panel`, and so do those of a block; its rows begin at multiples of `lanes`.
  int panel;
  int lanes;

  // Bytes of memory that multiply needs for so many positions.
  int64_t (*bytes)(const Block& block, int64_t positions);
  // sums (+)= windows · outputs' gradients.
  void (*multiply)(const Factors& factors, const Block& block, const Chunk& chunk, void* memory, float* sums, bool add);
  // Adds up some of a block's rows in dw [rows, outputs].
  void (*finish)(const Sums& sums, const Block& block, const Range& rows, float* dw, int64_t outputs);
};

// Where compiled (see binding.gyp).
extern const Steps STEPS_AVX512;
extern const Steps STEPS_AVX2;
extern const Steps STEPS_PLAIN;
extern const Steps STEPS_AVX512_BF16;

}  // namespace blocks
}  // namespace filter_gradient
}  // namespace mma
