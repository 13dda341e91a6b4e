#include "max_pool.h"

#include <algorithm>
#include <array>

#include "numbers.h"
#include "parallel.h"

namespace mma {
namespace {

// Along height or width.
struct Axis {
  int64_t kernel;
  int64_t stride;
  int64_t padding;

  int64_t outputs(int64_t size) const {
    if (size + 2 * padding < kernel) throw Failure("the window is larger than the picture");
    return (size + 2 * padding - kernel) / stride + 1;
  }

  // The part of output `at`'s window that lies inside the picture.
  int64_t firstTap(int64_t at) const { return std::max<int64_t>(0, padding - at * stride); }
  int64_t endTap(int64_t at, int64_t size) const { return std::min(kernel, size + padding - at * stride); }

  // The outputs in whose windows `from` lies.
  int64_t firstOutput(int64_t from) const { return std::max<int64_t>(0, (from + padding - kernel + stride) / stride); }
  int64_t endOutput(int64_t from, int64_t outputs) const { return std::min(outputs, (from + padding) / stride + 1); }
};

struct Window {
  Axis height;
  Axis width;
};

struct Options {
  Window window;
  std::array<int32_t, 2> size;
};

struct Sizes {
  int64_t pictures;
  int64_t height;
  int64_t width;
  int64_t channels;

  int64_t count() const { return pictures * height * width * channels; }
  std::vector<int64_t> shape() const { return {pictures, height, width, channels}; }
};

Sizes sizesOf(const Tensor& tensor) {
  const auto shape = shapeOf(tensor.get());
  if (shape.size() != 4) throw Failure("pooling is of pictures: [N, H, W, C]");
  return {shape[0], shape[1], shape[2], shape[3]};
}

// Channels at once, in registers or close to them.
constexpr int64_t CHUNK = 64;

// Rows that are worth another thread.
int64_t rowGrain(const Sizes& sizes) { return std::max<int64_t>(1, 16384 / std::max<int64_t>(1, sizes.width * sizes.channels)); }

// One row of the output.
template <typename Number>
void poolRow(const Number* x, const Sizes& from, Number* y, uint8_t* winners, const Sizes& to, const Window& window, int64_t row) {
  forThisProcessor([&]() MMA_INLINE {
    const auto [vertical, horizontal] = window;
    const int64_t at = row % to.height;
    const Number* picture = x + (row / to.height) * from.height * from.width * from.channels;
    const int64_t top = vertical.firstTap(at);
    const int64_t bottom = vertical.endTap(at, from.height);
    for (int64_t column = 0; column < to.width; ++column) {
      const int64_t left = horizontal.firstTap(column);
      const int64_t right = horizontal.endTap(column, from.width);
      const int64_t firstRow = at * vertical.stride - vertical.padding;
      const int64_t firstColumn = column * horizontal.stride - horizontal.padding;
      for (int64_t chunk = 0; chunk < from.channels; chunk += CHUNK) {
        const int64_t width = from.channels - chunk < CHUNK ? from.channels - chunk : CHUNK;
        float largest[CHUNK];
        uint32_t winner[CHUNK];
        for (int64_t v = top; v < bottom; ++v) {
          for (int64_t h = left; h < right; ++h) {
            const Number* __restrict pixel = picture + ((firstRow + v) * from.width + firstColumn + h) * from.channels + chunk;
            const auto tap = static_cast<uint32_t>(v * horizontal.kernel + h);
            if (v == top && h == left) {
              for (int64_t i = 0; i < width; ++i) {
                largest[i] = toFloat(pixel[i]);
                winner[i] = tap;
              }
              continue;
            }
            for (int64_t i = 0; i < width; ++i) {
              const float value = toFloat(pixel[i]);
              const bool wins = value > largest[i] || value != value;
              largest[i] = wins ? value : largest[i];
              winner[i] = wins ? tap : winner[i];
            }
          }
        }
        const int64_t place = (row * to.width + column) * to.channels + chunk;
        Number* __restrict result = y + place;
        uint8_t* __restrict which = winners + place;
        for (int64_t i = 0; i < width; ++i) store(largest[i], result[i]);
        for (int64_t i = 0; i < width; ++i) which[i] = static_cast<uint8_t>(winner[i]);
      }
    }
  });
}

// One row of the input's gradient: what the windows give that it lies in.
template <bool past, typename Number>
void gradientRow(const Number* dy, const uint8_t* winners, const Sizes& from, Number* dx, const Sizes& to, const Window& window,
                 int64_t row) {
  forThisProcessor([&]() MMA_INLINE {
    const auto [vertical, horizontal] = window;
    const int64_t at = row % to.height;
    const int64_t picture = row / to.height;
    const int64_t firstRow = vertical.firstOutput(at);
    const int64_t endRow = vertical.endOutput(at, from.height);
    for (int64_t column = 0; column < to.width; ++column) {
      const int64_t firstColumn = horizontal.firstOutput(column);
      const int64_t endColumn = horizontal.endOutput(column, from.width);
      for (int64_t chunk = 0; chunk < to.channels; chunk += CHUNK) {
        const int64_t width = to.channels - chunk < CHUNK ? to.channels - chunk : CHUNK;
        float sum[CHUNK] = {};
        for (int64_t v = firstRow; v < endRow; ++v) {
          for (int64_t h = firstColumn; h < endColumn; ++h) {
            const int64_t place = ((picture * from.height + v) * from.width + h) * from.channels + chunk;
            const Number* __restrict slope = dy + place;
            const uint8_t* __restrict winner = winners + place;
            const auto tap = static_cast<uint8_t>((at + vertical.padding - v * vertical.stride) * horizontal.kernel + column +
                                                  horizontal.padding - h * horizontal.stride);
            for (int64_t i = 0; i < width; ++i) sum[i] += winner[i] == tap ? toFloat(slope[i]) : 0;
          }
        }
        fillRow<past>(dx + (row * to.width + column) * to.channels + chunk, width,
                      [&](int64_t i, auto floats) MMA_INLINE { return read<decltype(floats)>(sum + i); });
      }
    }
  });
  if (past) storedPast();
}

void pool(Run& run, const Options& options) {
  const Tensor x = run.input(0);
  const Sizes from = sizesOf(x);
  const auto& [height, width] = options.window;
  const Sizes to{from.pictures, height.outputs(from.height), width.outputs(from.width), from.channels};
  const auto count = static_cast<size_t>(to.count());
  const Tensor winners = run.newOutput(1, TF_UINT8, to.shape(), count);
  byType(x, [&](auto kind) {
    using Number = decltype(kind);
    const Tensor y = run.newOutput(0, TF_TensorType(x.get()), to.shape(), count * sizeof(Number));
    parallelFor(to.pictures * to.height, rowGrain(to), [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        poolRow(numbers<Number>(x), from, numbers<Number>(y), numbers<uint8_t>(winners), to, options.window, row);
      }
    });
  });
}

void poolGradient(Run& run, const Options& options) {
  const Tensor dy = run.input(0);
  const Tensor winners = run.input(1);
  const Sizes from = sizesOf(dy);
  const auto& [height, width] = options.window;
  const Sizes to{from.pictures, options.size[0], options.size[1], from.channels};
  if (TF_TensorElementCount(winners.get()) != from.count()) throw Failure("gradient and winners must have one shape");
  if (height.outputs(to.height) != from.height || width.outputs(to.width) != from.width) {
    throw Failure("the gradient is not of a picture of this size");
  }
  byType(dy, [&](auto kind) {
    using Number = decltype(kind);
    const size_t bytes = static_cast<size_t>(to.count()) * sizeof(Number);
    const Tensor dx = run.newOutput(0, TF_TensorType(dy.get()), to.shape(), bytes);
    const auto part = goesPast<Number>(to.count(), to.channels) ? gradientRow<true, Number> : gradientRow<false, Number>;
    parallelFor(to.pictures * to.height, rowGrain(to), [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        part(numbers<Number>(dy), numbers<uint8_t>(winners), from, numbers<Number>(dx), to, options.window, row);
      }
    });
  });
}

std::array<int32_t, 2> readPair(TF_OpKernelConstruction* construction, const char* name) {
  std::array<int32_t, 2> pair{};
  Status status;
  TF_OpKernelConstruction_GetAttrInt32List(construction, name, pair.data(), 2, status);
  return pair;
}

Window readWindow(TF_OpKernelConstruction* construction) {
  const auto kernel = readPair(construction, "kernel");
  const auto stride = readPair(construction, "stride");
  const auto padding = readPair(construction, "padding");
  return {{kernel[0], stride[0], padding[0]}, {kernel[1], stride[1], padding[1]}};
}

const Options& checked(void* kernel) {
  const auto& options = *static_cast<Options*>(kernel);
  const auto& [height, width] = options.window;
  for (const Axis& axis : {height, width}) {
    if (axis.kernel < 1 || axis.stride < 1 || axis.padding < 0 || 2 * axis.padding > axis.kernel) {
      throw Failure("a window needs a size and a stride of 1 or more, and padding of at most half its size");
    }
  }
  if (height.kernel * width.kernel > 256) throw Failure("a window has at most 256 numbers");
  return options;
}

}  // namespace

void* createMaxPool(TF_OpKernelConstruction* construction) { return new Options{readWindow(construction), {}}; }

void* createMaxPoolGrad(TF_OpKernelConstruction* construction) {
  return new Options{readWindow(construction), readPair(construction, "size")};
}

void computeMaxPool(void* kernel, TF_OpKernelContext* context) {
  guarded(context, [kernel](Run& run) { pool(run, checked(kernel)); });
}

void computeMaxPoolGrad(void* kernel, TF_OpKernelContext* context) {
  guarded(context, [kernel](Run& run) { poolGradient(run, checked(kernel)); });
}

void destroyMaxPool(void* kernel) { delete static_cast<Options*>(kernel); }

}  // namespace mma
