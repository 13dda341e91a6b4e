// A picture's numbers as rows of channels, and sums over the rows.
#pragma once

#include <algorithm>
#include <vector>

#include "numbers.h"

namespace mma {

// [N, H, W, C] as N·H·W rows of C channels, in blocks of rows that stay in a core's cache. Blocks do not depend on the number of
// threads, so that neither do sums.
struct Rows {
  explicit Rows(const Tensor& x) {
    const auto shape = shapeOf(x.get());
    if (shape.empty()) throw Failure("a scalar has no channels");
    channels = shape.back();
    count = channels == 0 ? 0 : TF_TensorElementCount(x.get()) / channels;
    perBlock = std::clamp<int64_t>(BLOCK / std::max<int64_t>(channels, 1), 4, 1024);
    blocks = (count + perBlock - 1) / perBlock;
  }

  int64_t begin(int64_t block) const { return block * perBlock; }
  int64_t end(int64_t block) const { return std::min(count, (block + 1) * perBlock); }

  // Refuses what is not one number a channel.
  void check(const Tensor& perChannel) const {
    if (TF_TensorElementCount(perChannel.get()) != channels) throw Failure("scale, shift and statistics must be one number a channel");
  }

  // Refuses another number of values than x has.
  void checkWhole(const Tensor& tensor) const {
    if (TF_TensorElementCount(tensor.get()) != count * channels) throw Failure("pictures must have one shape");
  }

  // What is written over an input is in the cache anyway.
  template <typename Number>
  bool goPast(const Number* output, const Number* input) const {
    return output != input && goesPast<Number>(count * channels, channels);
  }

  int64_t channels;
  int64_t count;
  int64_t perBlock;
  int64_t blocks;

 private:
  static constexpr int64_t BLOCK = 1 << 16;
};

// Two sums a channel and block.
class BlockSums {
 public:
  explicit BlockSums(const Rows& rows) : rows_(rows), sums_(static_cast<size_t>(2 * rows.blocks * rows.channels)) {}

  float* first(int64_t block) { return sums_.data() + 2 * block * rows_.channels; }
  float* second(int64_t block) { return first(block) + rows_.channels; }

 private:
  const Rows& rows_;
  std::vector<float> sums_;
};

}  // namespace mma
