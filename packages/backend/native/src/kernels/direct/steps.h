// The steps of a convolution that is one product of matrices: each window of what is read is a row, each filter a column. Who calls
// them divides the work among threads.
#pragma once

#include <cstdint>

namespace mma {
namespace direct {

// Height or width of what is read and of what is written.
struct Axis {
  int64_t read;
  int64_t written;
  int64_t windows;
  // Where the first window begins, in the border if negative, and how far it is from one to the next.
  int64_t first;
  int64_t step;
  int64_t taps;
  // Where the first window's result goes, and how far it is from one to the next.
  int64_t firstWritten;
  int64_t stepWritten;
};

// Windows, and the part of the filter that goes over them. A gradient by a strided convolution's input has several: places there
// depend on taps in turns.
struct Grid {
  int64_t count;  // pictures
  Axis rows;
  Axis columns;
  int64_t firstTap;  // of its part of the filter

  int64_t windows() const { return count * rows.windows * columns.windows; }
  int64_t taps() const { return rows.taps * columns.taps; }
};

// Which taps of a filter [height, width, inputs, outputs] a part has, one after the other, and whether it is for the gradient by
// the input: inputs and outputs are exchanged then.
struct Part {
  const float* filter;
  int64_t width;
  int64_t inputs;
  int64_t outputs;
  bool exchanged;

  struct Taps {
    int64_t first;
    int64_t step;
    int64_t count;
  };
  Taps rows;
  Taps columns;
};

// What is done to each number before it is stored; nullptr leaves out.
struct Finish {
  const float* bias;  // [channels]
  const float* sum;   // as the output
  bool relu;
  bool past;  // the cache: the output is larger than that
};

struct Convolution {
  const float* read;
  int64_t inputs;  // channels of what is read
  const float* filter;
  float* written;
  int64_t outputs;
  Finish finish;
};

struct Range {
  int64_t begin;
  int64_t end;
};

// One set for each instruction set.
struct Steps {
  // Outputs come in multiples of it.
  int64_t panel;
  // Windows of one product.
  int64_t rows;
  // Numbers between the rows of windows beside those of one.
  int64_t apart;

  // A part of the filter as [panel of outputs][tap][input][output in the panel], for some of the panels.
  void (*pack)(const Part& part, float* packed, const Range& panels);
  // The numbers of windows, row after row, each with `apart` more.
  void (*gather)(const Grid& grid, const Convolution& convolution, const Range& windows, float* rows);
  // Their products with some panels of the filter, each stored in its last form. Meanwhile what the windows `next` read is fetched.
  void (*multiply)(const Grid& grid, const Convolution& convolution, const Range& windows, const Range& panels, const float* rows,
                   const Range& next);
};

// The best that this processor and ONEDNN_MAX_CPU_ISA allow; nullptr where there is none.
const Steps* steps();

// Where compiled (see binding.gyp).
extern const Steps STEPS_AVX512;
extern const Steps STEPS_AVX2;
extern const Steps STEPS_PLAIN;

}  // namespace direct
}  // namespace mma
