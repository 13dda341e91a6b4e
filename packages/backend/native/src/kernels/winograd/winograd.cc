#include "winograd.h"

#include <algorithm>

#include "../arithmetic/instructions.h"
#include "../parallel.h"
#include "../scratch.h"

namespace mma {
namespace winograd {
namespace {

// A filter at its points that a core reads again and again: not much more than its own cache holds.
constexpr int64_t FILTER_BYTES = 3 << 20;
// Tiles of a block at the points, for a core that has them in its own cache beside the filter.
constexpr int64_t BLOCK_BYTES = 300 << 10;
// What is at the points at once where all cores share it: about as much as their common cache holds.
constexpr int64_t CHUNK_BYTES = 16 << 20;
// Worth a thread's waking up.
constexpr int64_t GRAIN_BYTES = 64 << 10;

constexpr int64_t FLOAT_BYTES = sizeof(float);

int64_t roundUp(int64_t number, int64_t multiple) { return (number + multiple - 1) / multiple; }

int64_t grainOf(int64_t bytes) { return std::max<int64_t>(1, GRAIN_BYTES / bytes); }

struct Task {
  const Steps& steps;
  const void* x;
  const Filter& filter;
  const Pictures& pictures;
  void* y;
  const Finish& finish;

  const Channels& channels() const { return filter.channels; }
  int64_t panels() const { return channels().out / steps.panel; }
  // Of one row of points, for one panel.
  int64_t filterBytes() const { return WINDOW * strideOf(channels().in * steps.panel) * steps.pointBytes; }
  int64_t windowBytes(int64_t stride) const { return POINTS * stride * steps.pointBytes; }
  Output output(int64_t firstChannel) const { return {y, channels().out, firstChannel, finish}; }
};

// Some tiles after others: a thread takes them to the points, multiplies and comes back, all in its own cache.
void inBlocks(const Task& task, char* filter) {
  const auto& [steps, x, given, pictures, y, finish] = task;
  const Channels channels = task.channels();
  parallelFor(task.panels() * WINDOW, grainOf(task.filterBytes()), [&](int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; ++unit) {
      task.steps.filter(task.filter, unit % WINDOW, unit / WINDOW, filter + unit * task.filterBytes());
    }
  });
  const int64_t tileBytes = POINTS * channels.in * steps.pointBytes;
  const int64_t most = std::max<int64_t>(1, BLOCK_BYTES / (tileBytes * steps.rows)) * steps.rows;
  const int64_t blocks = roundUp(pictures.tiles(), most), tiles = roundUp(pictures.tiles(), blocks);
  const int64_t inStride = strideOf(tiles * channels.in), outStride = strideOf(tiles * steps.panel);
  parallelFor(blocks, 1, [&](int64_t begin, int64_t end) {
    const int64_t bytes = task.windowBytes(inStride);
    char* const memory = static_cast<char*>(scratch(PART, bytes + POINTS * outStride * FLOAT_BYTES));
    const Windows windows{memory, inStride, task.channels().in};
    const Products products{reinterpret_cast<float*>(memory + bytes), outStride, task.steps.panel};
    for (int64_t block = begin; block < end; ++block) {
      const int64_t first = block * tiles;
      const Tiles some{first, 0, std::min(tiles, task.pictures.tiles() - first)};
      task.steps.windows(task.x, task.pictures, windows, some);
      for (int64_t panel = 0; panel < task.panels(); ++panel) {
        for (int64_t row = 0; row < WINDOW; ++row) {
          task.steps.multiply(windows, filter + (panel * WINDOW + row) * task.filterBytes(), products, row, some.end);
        }
        task.steps.output(products, task.pictures, task.output(panel * task.steps.panel), some);
      }
    }
  });
}

// One step after the other for many tiles. A row of the filter's points is made right before it is multiplied.
void inSteps(const Task& task) {
  const Channels channels = task.channels();
  const Pictures& pictures = task.pictures;
  const int64_t panel = task.steps.panel;
  const int64_t inBytes = POINTS * channels.in * task.steps.pointBytes, outBytes = POINTS * channels.out * FLOAT_BYTES;
  const int64_t most = std::max<int64_t>(1, CHUNK_BYTES / (inBytes + outBytes));
  const int64_t tiles = roundUp(pictures.tiles(), roundUp(pictures.tiles(), most));
  const int64_t inStride = strideOf(tiles * channels.in), outStride = strideOf(tiles * channels.out);
  char* const memory = static_cast<char*>(scratch(WHOLE, task.windowBytes(inStride) + POINTS * outStride * FLOAT_BYTES));
  const Windows windows{memory, inStride, channels.in};
  const Products products{reinterpret_cast<float*>(memory + task.windowBytes(inStride)), outStride, channels.out};
  for (int64_t first = 0; first < pictures.tiles(); first += tiles) {
    const int64_t count = std::min(tiles, pictures.tiles() - first);
    parallelFor(count, grainOf(inBytes), [&](int64_t begin, int64_t end) {
      task.steps.windows(task.x, pictures, windows, {first, begin, end});
    });
    parallelFor(task.panels() * WINDOW, 1, [&](int64_t begin, int64_t end) {
      void* const filter = scratch(PART, task.filterBytes());
      for (int64_t unit = begin; unit < end; ++unit) {
        task.steps.filter(task.filter, unit % WINDOW, unit / WINDOW, filter);
        const Products some{products.data + unit / WINDOW * panel, products.stride, products.channels};
        task.steps.multiply(windows, filter, some, unit % WINDOW, count);
      }
    });
    parallelFor(count, grainOf(outBytes), [&](int64_t begin, int64_t end) {
      task.steps.output(products, pictures, task.output(0), {first, begin, end});
    });
  }
}

}  // namespace

const Steps* steps(Kind kind) {
  static const Steps* const floats = best(MMA_COMPILED);
#if defined(__x86_64__)
  static const bool bfloats = hasBfloat16Products();
  if (kind == Kind::BFLOAT16) return bfloats ? &STEPS_AVX512_BF16 : nullptr;
  if (kind == Kind::ROUNDED) return bfloats ? &STEPS_ROUNDED : nullptr;
#endif
  return kind == Kind::FLOAT ? floats : nullptr;
}

void convolve(const Steps& steps, const void* x, const Filter& filter, const Pictures& pictures, void* y, const Finish& finish) {
  const Task task{steps, x, filter, pictures, y, finish};
  const int64_t filterBytes = task.panels() * WINDOW * task.filterBytes();
  filterBytes <= FILTER_BYTES ? inBlocks(task, static_cast<char*>(scratch(WHOLE, filterBytes))) : inSteps(task);
}

}  // namespace winograd
}  // namespace mma
