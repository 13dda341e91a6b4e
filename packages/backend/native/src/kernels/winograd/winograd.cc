#include "winograd.h"

#include <algorithm>

#include "../arithmetic/instructions.h"
#include "../parallel.h"
#include "../past_cache.h"
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
  // Rows of the filter's points, of all panels, and bytes of one.
  int64_t filterRows() const { return panels() * WINDOW; }
  int64_t filterRowBytes() const { return WINDOW * strideOf(channels().in * steps.panel) * steps.pointBytes; }
  void filterRow(int64_t row, void* points) const { steps.filter(filter, row % WINDOW, row / WINDOW, points); }

  // What the windows of some tiles take at the points, and their products with some of the filters.
  int64_t windowBytes(int64_t tiles) const { return POINTS * strideOf(tiles * channels().in) * steps.pointBytes; }
  static int64_t productBytes(int64_t tiles, int64_t outputs) { return POINTS * strideOf(tiles * outputs) * FLOAT_BYTES; }

  // All that is given, from some of the channels on.
  Output output(int64_t channel) const {
    const int64_t bytes = pictures.count * pictures.height * pictures.width * channels().out * steps.pictureBytes;
    return {y, channels().out, channel, finish, bytes >= PAST_BYTES};
  }
};

// As many of `count` at once as fit, the same number each time.
int64_t evenly(int64_t count, int64_t fit) { return roundUp(count, roundUp(count, std::max<int64_t>(1, fit))); }

// Some tiles after others: a thread takes them to the points, multiplies and comes back, all in its own cache.
void inBlocks(const Task& task) {
  const Steps& steps = task.steps;
  const int64_t inputs = task.channels().in, all = task.pictures.tiles();
  char* const filter = static_cast<char*>(scratch(WHOLE, task.filterRows() * task.filterRowBytes()));
  parallelFor(task.filterRows(), grainOf(task.filterRowBytes()), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) task.filterRow(row, filter + row * task.filterRowBytes());
  });
  const int64_t rowsBytes = POINTS * inputs * steps.pointBytes * steps.rows;
  const int64_t tiles = evenly(all, std::max<int64_t>(1, BLOCK_BYTES / rowsBytes) * steps.rows);
  parallelFor(roundUp(all, tiles), 1, [&](int64_t begin, int64_t end) {
    const int64_t bytes = task.windowBytes(tiles);
    char* const memory = static_cast<char*>(scratch(PART, bytes + Task::productBytes(tiles, steps.panel)));
    const Windows windows{memory, strideOf(tiles * inputs), inputs};
    const Products products{reinterpret_cast<float*>(memory + bytes), strideOf(tiles * steps.panel), steps.panel};
    for (int64_t first = begin * tiles; first < std::min(end * tiles, all); first += tiles) {
      const Tiles some{first, 0, std::min(tiles, all - first)};
      steps.windows(task.x, task.pictures, windows, some);
      for (int64_t row = 0; row < task.filterRows(); ++row) {
        steps.multiply(windows, filter + row * task.filterRowBytes(), products, row % WINDOW, some.end);
        if (row % WINDOW == WINDOW - 1) steps.output(products, task.pictures, task.output(row / WINDOW * steps.panel), some);
      }
    }
  });
}

// One step after the other for many tiles. A row of the filter's points is made right before it is multiplied.
void inSteps(const Task& task) {
  const Steps& steps = task.steps;
  const int64_t inputs = task.channels().in, outputs = task.channels().out;
  const int64_t all = task.pictures.tiles();
  const int64_t inBytes = POINTS * inputs * steps.pointBytes, outBytes = POINTS * outputs * FLOAT_BYTES;
  const int64_t tiles = evenly(all, CHUNK_BYTES / (inBytes + outBytes)), bytes = task.windowBytes(tiles);
  char* const memory = static_cast<char*>(scratch(WHOLE, bytes + Task::productBytes(tiles, outputs)));
  const Windows windows{memory, strideOf(tiles * inputs), inputs};
  const Products products{reinterpret_cast<float*>(memory + bytes), strideOf(tiles * outputs), outputs};
  for (int64_t first = 0; first < all; first += tiles) {
    const int64_t count = std::min(tiles, all - first);
    parallelFor(count, grainOf(inBytes), [&](int64_t begin, int64_t end) {
      steps.windows(task.x, task.pictures, windows, {first, begin, end});
    });
    parallelFor(task.filterRows(), 1, [&](int64_t begin, int64_t end) {
      void* const filter = scratch(PART, task.filterRowBytes());
      for (int64_t row = begin; row < end; ++row) {
        task.filterRow(row, filter);
        const Products some{products.data + row / WINDOW * steps.panel, products.stride, products.channels};
        steps.multiply(windows, filter, some, row % WINDOW, count);
      }
    });
    parallelFor(count, grainOf(outBytes), [&](int64_t begin, int64_t end) {
      steps.output(products, task.pictures, task.output(0), {first, begin, end});
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
  task.filterRows() * task.filterRowBytes() <= FILTER_BYTES ? inBlocks(task) : inSteps(task);
}

}  // namespace winograd
}  // namespace mma
