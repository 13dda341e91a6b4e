// Convolutions with filters of any size and stride, and their gradients by the input, on all threads.
#pragma once

#include "steps.h"

namespace mma {
namespace direct {

// Square filters and strides, the same border on all sides.
struct Window {
  int64_t kernel;
  int64_t stride;
  int64_t padding;
};

struct Pictures {
  int64_t count;
  int64_t height;
  int64_t width;
};

struct Filter {
  const float* data;  // [kernel, kernel, inputs, outputs]
  int64_t inputs;
  int64_t outputs;
};

// `packed` has as many numbers as the filter.
void pack(const Filter& filter, const Window& window, float* packed);
void packForGradient(const Filter& filter, const Window& window, float* packed);

// `read` and `written` are the pictures before and after.
void convolve(const Convolution& convolution, const Window& window, const Pictures& read, const Pictures& written);
// What is read is the gradient by the convolution's output, what is written that by its input.
void inputGradient(const Convolution& convolution, const Window& window, const Pictures& read, const Pictures& written);

}  // namespace direct
}  // namespace mma
