#include "batch_norm.h"

#include <cmath>
#include <cstring>

#include "channels.h"
#include "parallel.h"

namespace mma {
namespace {

struct Options {
  float epsilon;
  bool relu;
};

// So many channels are read at once that their sums fill half of the registers of a wide processor.
constexpr int64_t VECS = 4;
constexpr int64_t WIDTH = LANES * VECS;

// Adds the distances of `rows` rows to the row `first`, and their squares, for WIDTH channels.
template <typename Number>
MMA_INLINE inline void addMoments(const Number* x, int64_t rows, int64_t stride, const Number* first, float* sum, float* square) {
  Vec from[VECS], distances[VECS] = {}, squares[VECS] = {};
#pragma GCC unroll 4
  for (int64_t v = 0; v < VECS; ++v) from[v] = read<Vec>(first + v * LANES);
  for (int64_t row = 0; row < rows; ++row) {
#pragma GCC unroll 4
    for (int64_t v = 0; v < VECS; ++v) {
      const Vec each = read<Vec>(x + row * stride + v * LANES) - from[v];
      distances[v] += each;
      squares[v] += each * each;
    }
  }
#pragma GCC unroll 4
  for (int64_t v = 0; v < VECS; ++v) {
    for (int64_t i = 0; i < LANES; ++i) {
      sum[v * LANES + i] += distances[v][i];
      square[v * LANES + i] += squares[v][i];
    }
  }
}

// Of one block: the mean, and the sum of squared distances to it. Distances to its first row are summed, which are small where
// the mean is large beside the deviation.
template <typename Number>
void blockMoments(const Number* x, const Rows& rows, int64_t block, float* mean, float* squares) {
  forThisProcessor([&]() MMA_INLINE {
    const int64_t channels = rows.channels;
    const int64_t begin = rows.begin(block);
    const int64_t end = rows.end(block);
    const Number* __restrict first = x + begin * channels;
    float* __restrict sum = mean;
    float* __restrict square = squares;
    // Sums of so many channels stay in registers over so many rows, which are few enough that the rows' other channels are in the
    // cache by then.
    const int64_t few = std::max<int64_t>(8, 4096 / channels);
    for (int64_t top = begin; top < end; top += few) {
      const int64_t bottom = std::min(end, top + few);
      int64_t i = 0;
      for (; i + WIDTH <= channels; i += WIDTH) {
        addMoments(x + top * channels + i, bottom - top, channels, first + i, sum + i, square + i);
      }
      for (; i < channels; ++i) {
        for (int64_t row = top; row < bottom; ++row) {
          const float distance = toFloat(x[row * channels + i]) - toFloat(first[i]);
          sum[i] += distance;
          square[i] += distance * distance;
        }
      }
    }
    const float share = 1.0f / static_cast<float>(end - begin);
    for (int64_t i = 0; i < channels; ++i) {
      const float moved = sum[i] * share;
      square[i] -= moved * sum[i];
      sum[i] = moved + toFloat(first[i]);
    }
  });
}

struct Statistics {
  float* mean;
  float* variance;
  float* inverse;
};

// Chan, Golub, LeVeque: the moments of all from those of the blocks.
void joinMoments(BlockSums& sums, const Rows& rows, float epsilon, const Statistics& to) {
  const auto channels = static_cast<size_t>(rows.channels);
  std::vector<double> mean(channels);
  std::vector<double> squares(channels);
  const auto weight = [&rows](int64_t block) { return static_cast<double>(rows.end(block) - rows.begin(block)); };
  const auto count = static_cast<double>(rows.count);
  for (int64_t block = 0; block < rows.blocks; ++block) {
    const float* each = sums.first(block);
    for (size_t i = 0; i < channels; ++i) mean[i] += weight(block) / count * each[i];
  }
  for (int64_t block = 0; block < rows.blocks; ++block) {
    const float* each = sums.first(block);
    const float* square = sums.second(block);
    for (size_t i = 0; i < channels; ++i) {
      const double apart = each[i] - mean[i];
      squares[i] += square[i] + weight(block) * apart * apart;
    }
  }
  for (size_t i = 0; i < channels; ++i) {
    const double all = std::max(squares[i], 0.0);
    to.mean[i] = static_cast<float>(mean[i]);
    to.variance[i] = static_cast<float>(all / std::max(count - 1, 1.0));
    to.inverse[i] = static_cast<float>(1 / std::sqrt(all / count + static_cast<double>(epsilon)));
  }
}

enum class Then { nothing, relu, addRelu };

// `y` may be `shortcut`.
template <Then then, bool past, typename Number>
void normalise(const Number* x, const Number* shortcut, Number* y, const Rows& rows, int64_t block, const float* scale,
               const float* shift) {
  forThisProcessor([&]() MMA_INLINE {
    const int64_t channels = rows.channels;
    for (int64_t row = rows.begin(block); row < rows.end(block); ++row) {
      const Number* from = x + row * channels;
      const Number* other = shortcut + (then == Then::addRelu ? row * channels : 0);
      fillRow<past>(y + row * channels, channels, [&](int64_t i, auto floats) MMA_INLINE {
        using Floats = decltype(floats);
        Floats value = read<Floats>(from + i) * read<Floats>(scale + i) + read<Floats>(shift + i);
        if (then == Then::addRelu) value += read<Floats>(other + i);
        if (then != Then::nothing) value = value < 0 ? Floats{} : value;
        return value;
      });
    }
  });
  if (past) storedPast();
}

void compute(Run& run, const Options& options, bool adds) {
  const Tensor x = run.input(0);
  const Tensor gamma = run.input(1);
  const Tensor beta = run.input(2);
  const Tensor y = adds ? run.outputOver(3, 0, x.get()) : run.outputLike(0, x.get());
  const Tensor shortcut = run.input(adds ? 3 : 0);
  const Rows rows(x);
  rows.check(gamma);
  rows.check(beta);
  rows.checkWhole(shortcut);
  const Tensor mean = run.outputLike(1, gamma.get());
  const Tensor variance = run.outputLike(2, gamma.get());
  const Tensor inverse = run.outputLike(3, gamma.get());
  std::vector<float> scale(static_cast<size_t>(rows.channels));
  std::vector<float> shift(scale.size());
  byType(x, [&](auto kind) {
    using Number = decltype(kind);
    const Number* from = numbers<Number>(x);
    BlockSums sums(rows);
    parallelFor(rows.blocks, 1, [&](int64_t begin, int64_t end) {
      for (int64_t block = begin; block < end; ++block) {
        blockMoments(from, rows, block, sums.first(block), sums.second(block));
      }
    });
    joinMoments(sums, rows, options.epsilon, {floats(mean), floats(variance), floats(inverse)});
    for (size_t i = 0; i < scale.size(); ++i) {
      scale[i] = floats(gamma)[i] * floats(inverse)[i];
      shift[i] = floats(beta)[i] - floats(mean)[i] * scale[i];
    }
    const Number* other = numbers<Number>(shortcut);
    Number* to = numbers<Number>(y);
    const auto choose = [&](auto past) {
      return adds           ? normalise<Then::addRelu, past, Number>
             : options.relu ? normalise<Then::relu, past, Number>
                            : normalise<Then::nothing, past, Number>;
    };
    const auto part = rows.goPast(to, other) ? choose(std::true_type()) : choose(std::false_type());
    // Backwards: the last blocks are still in the cache.
    parallelFor(rows.blocks, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        part(from, other, to, rows, rows.blocks - 1 - i, scale.data(), shift.data());
      }
    });
  });
}

}  // namespace

void* createBatchNorm(TF_OpKernelConstruction* construction) {
  return new Options{readFloat(construction, "epsilon"), readFlag(construction, "relu")};
}

void* createBatchNormAddRelu(TF_OpKernelConstruction* construction) {
  return new Options{readFloat(construction, "epsilon"), true};
}

void computeBatchNorm(void* kernel, TF_OpKernelContext* context) {
  guarded(context, [kernel](Run& run) { compute(run, *static_cast<Options*>(kernel), false); });
}

void computeBatchNormAddRelu(void* kernel, TF_OpKernelContext* context) {
  guarded(context, [kernel](Run& run) { compute(run, *static_cast<Options*>(kernel), true); });
}

void destroyBatchNorm(void* kernel) { delete static_cast<Options*>(kernel); }

}  // namespace mma
