#include "blocks.h"

#include <algorithm>

#include "../../parallel.h"
#include "../../scratch.h"

namespace mma {
namespace filter_gradient {
namespace blocks {
namespace {

// Sums of a block, and what its products read at once: with what comes next a half of a core's own cache.
constexpr int64_t BLOCK_NUMBERS = 32 << 10;
constexpr int64_t BLOCK_OUTPUTS = 256;
constexpr int64_t CHUNK_BYTES = 192 << 10;
// Parts of the work, where blocks alone do not give as many: positions are divided then, into parts of so many at least.
constexpr int64_t PARTS = 16;
constexpr int64_t PART_POSITIONS = 64;
// So that all threads have some of a single block to add up.
constexpr int64_t FINISHING_PARTS = 4;

constexpr int64_t FLOAT_BYTES = sizeof(float);
constexpr int64_t LINE_BYTES = 64;

int64_t roundUp(int64_t number, int64_t multiple) { return (number + multiple - 1) / multiple; }

// Part `index` of `count`, all alike but that each begins at a multiple of `step`.
Range partOf(int64_t number, int64_t index, int64_t count, int64_t step) {
  const int64_t steps = roundUp(number, step);
  return {std::min(index * steps / count * step, number), std::min((index + 1) * steps / count * step, number)};
}

// How the work is divided: into blocks, and their positions into segments. None of it depends on the number of threads.
class Division {
 public:
  Division(const Steps& steps, const Factors& factors)
      : steps_(steps),
        rows_(factors.geometry.taps() * factors.channels.in),
        outputs_(factors.channels.out),
        positions_(factors.geometry.positions()),
        across_(roundUp(outputs_, BLOCK_OUTPUTS)),
        down_(roundUp(rows_, BLOCK_NUMBERS / roundUp(outputs_, across_))) {
    segments = std::max<int64_t>(1, std::min(roundUp(PARTS, blocks()), positions_ / PART_POSITIONS));
    for (int64_t i = 0; i < blocks(); ++i) numbers = std::max(numbers, block(i).numbers());
  }

  int64_t blocks() const { return across_ * down_; }

  Block block(int64_t index) const {
    return {partOf(rows_, index / across_, down_, steps_.lanes), partOf(outputs_, index % across_, across_, steps_.panel)};
  }

  Range segment(int64_t index) const { return partOf(positions_, index, segments, 1); }

  int64_t segments;
  // Of the largest block.
  int64_t numbers = 0;

 private:
  const Steps& steps_;
  const int64_t rows_;
  const int64_t outputs_;
  const int64_t positions_;
  const int64_t across_;
  const int64_t down_;
};

// Sums a block over the positions of a segment.
void sum(const Steps& steps, const Factors& factors, const Block& block, const Range& segment, void* memory, float* sums) {
  const int64_t chunks = roundUp(steps.bytes(block, segment.count()), CHUNK_BYTES);
  const auto chunkAt = [&](int64_t index) {
    const Range part = partOf(segment.count(), index, chunks, 1);
    return Range{segment.begin + part.begin, segment.begin + part.end};
  };
  for (int64_t i = 0; i < chunks; ++i) {
    const Range next = i + 1 < chunks ? chunkAt(i + 1) : Range{segment.end, segment.end};
    steps.multiply(factors, block, {chunkAt(i), next}, memory, sums, i > 0);
  }
}

}  // namespace

void filterGradient(const Steps& steps, const Factors& factors, float* dw) {
  const Division division(steps, factors);
  const int64_t blocks = division.blocks(), segments = division.segments, numbers = division.numbers, outputs = factors.channels.out;
  const bool whole = segments == 1;
  float* const all = whole ? nullptr : static_cast<float*>(scratch(WHOLE, segments * blocks * numbers * FLOAT_BYTES));

  parallelFor(segments * blocks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; ++unit) {
      const Block block = division.block(unit % blocks);
      const Range segment = division.segment(unit / blocks);
      const int64_t chunks = roundUp(steps.bytes(block, segment.count()), CHUNK_BYTES);
      const int64_t bytes = roundUp(steps.bytes(block, roundUp(segment.count(), chunks)), LINE_BYTES) * LINE_BYTES;
      char* const memory = static_cast<char*>(scratch(PART, bytes + block.numbers() * FLOAT_BYTES));
      float* const sums = whole ? reinterpret_cast<float*>(memory + bytes) : all + unit * numbers;
      sum(steps, factors, block, segment, memory, sums);
      if (whole) steps.finish({sums, 0, 1}, block, {0, block.rows.count()}, dw, outputs);
    }
  });
  if (whole) return;

  parallelFor(blocks * FINISHING_PARTS, 1, [&](int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t index = unit / FINISHING_PARTS;
      const Block block = division.block(index);
      const Range rows = partOf(block.rows.count(), unit % FINISHING_PARTS, FINISHING_PARTS, 1);
      steps.finish({all + index * numbers, blocks * numbers, segments}, block, rows, dw, outputs);
    }
  });
}

}  // namespace blocks
}  // namespace filter_gradient
}  // namespace mma
