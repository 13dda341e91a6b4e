#include "batch_norm_grad.h"

#include "../failure.h"
#include "channels.h"
#include "parallel.h"

namespace mma {
namespace {

struct Options {
  bool relu;
};

// Where ReLU let nothing through: nowhere, where x · scale + shift is not positive, where y is not.
enum class Stops { nowhere, byX, byY };

template <typename Number>
struct Arrays {
  const Number* dy;
  const Number* more;
  const Number* x;
  const Number* y;
  Number* passed;
  Number* dx;
};

// One number a channel each.
struct PerChannel {
  const float* mean;
  const float* scale;
  const float* shift;
};

// Of one block: the sums of what ReLU lets through, and of that times x − mean. `more` is added to dy. Where y tells, it is written to `passed`, which may
// be `dy`.
template <Stops stops, bool hasMore, typename Number>
void blockSums(const Arrays<Number>& arrays, const PerChannel& given, const Rows& rows, int64_t block, float* sums,
               float* products) {
  forThisProcessor([&]() MMA_INLINE {
    const int64_t channels = rows.channels;
    const float* __restrict mean = given.mean;
    const float* __restrict scale = given.scale;
    const float* __restrict shift = given.shift;
    float* __restrict sum = sums;
    float* __restrict product = products;
    for (int64_t row = rows.begin(block); row < rows.end(block); ++row) {
      const Number* dy = arrays.dy + row * channels;
      const Number* more = hasMore ? arrays.more + row * channels : nullptr;
      const Number* x = arrays.x + row * channels;
      const Number* y = stops == Stops::byY ? arrays.y + row * channels : nullptr;
      Number* passed = stops == Stops::byY ? arrays.passed + row * channels : nullptr;
#pragma GCC ivdep
      for (int64_t i = 0; i < channels; ++i) {
        const float at = toFloat(x[i]);
        float slope = toFloat(dy[i]);
        if (hasMore) slope += toFloat(more[i]);
        if (stops == Stops::byX) slope = at * scale[i] + shift[i] > 0 ? slope : 0;
        if (stops == Stops::byY) {
          slope = toFloat(y[i]) > 0 ? slope : 0;
          store(slope, passed[i]);
        }
        sum[i] += slope;
        product[i] += slope * (at - mean[i]);
      }
    }
  });
}

// dx = a · slope + b · x + c, with one number a channel each.
struct Combination {
  std::vector<float> a;
  std::vector<float> b;
  std::vector<float> c;
};

// `dx` may be `dy`.
template <bool byX, bool past, typename Number>
void combine(const Number* slopes, const Arrays<Number>& arrays, const PerChannel& given, const Rows& rows, int64_t block,
             const Combination& combination) {
  forThisProcessor([&]() MMA_INLINE {
    const int64_t channels = rows.channels;
    const auto& [a, b, c] = combination;
    for (int64_t row = rows.begin(block); row < rows.end(block); ++row) {
      const Number* from = slopes + row * channels;
      const Number* x = arrays.x + row * channels;
      fillRow<past>(arrays.dx + row * channels, channels, [&](int64_t i, auto floats) MMA_INLINE {
        using Floats = decltype(floats);
        const Floats at = read<Floats>(x + i);
        Floats slope = read<Floats>(from + i);
        if (byX) slope = at * read<Floats>(given.scale + i) + read<Floats>(given.shift + i) > 0 ? slope : Floats{};
        return read<Floats>(a.data() + i) * slope + (read<Floats>(b.data() + i) * at + read<Floats>(c.data() + i));
      });
    }
  });
  if (past) storedPast();
}

// The gradients of gamma and beta from the blocks' sums, and what they make of dx.
Combination join(BlockSums& sums, const Rows& rows, const PerChannel& given, const float* inverse,
                 const std::pair<float*, float*>& gradients) {
  const auto channels = static_cast<size_t>(rows.channels);
  std::vector<double> sum(channels);
  std::vector<double> product(channels);
  for (int64_t block = 0; block < rows.blocks; ++block) {
    for (size_t i = 0; i < channels; ++i) sum[i] += sums.first(block)[i];
    for (size_t i = 0; i < channels; ++i) product[i] += sums.second(block)[i];
  }
  Combination combination{std::vector<float>(channels), std::vector<float>(channels), std::vector<float>(channels)};
  const auto count = static_cast<double>(rows.count);
  for (size_t i = 0; i < channels; ++i) {
    const double scale = given.scale[i];
    const double byX = -scale * inverse[i] * inverse[i] * product[i] / count;
    gradients.first[i] = static_cast<float>(product[i] * inverse[i]);
    gradients.second[i] = static_cast<float>(sum[i]);
    combination.a[i] = given.scale[i];
    combination.b[i] = static_cast<float>(byX);
    combination.c[i] = static_cast<float>(-scale * sum[i] / count - byX * given.mean[i]);
  }
  return combination;
}

// Inputs beside what is added to dy.
constexpr int INPUTS = 6;

void compute(Run& run, Stops stops) {
  const bool byY = stops == Stops::byY;
  const bool hasMore = run.inputCount() > INPUTS;
  require(run.inputCount() <= INPUTS + byY, "one tensor can be added to the gradient where y is given");
  const Tensor x = run.input(1);
  const Tensor dx = byY ? run.outputLike(0, x.get()) : run.outputOver(0, 0, x.get());
  const Tensor passed = byY ? run.outputOver(0, 3, x.get()) : run.input(0);
  const Tensor dy = run.input(0);
  const Tensor more = run.input(hasMore ? INPUTS : 0);
  const Tensor y = run.input(byY ? 2 : 1);
  const Tensor gamma = run.input(byY ? 3 : 2);
  const Tensor beta = run.input(3);  // where y is not given
  const Tensor mean = run.input(4);
  const Tensor inverse = run.input(5);
  const Rows rows(x);
  for (const Tensor* each : {&gamma, &beta, &mean, &inverse}) rows.check(*each);
  for (const Tensor* each : {&dy, &more, &y}) rows.checkWhole(*each);
  const Tensor dgamma = run.outputLike(1, gamma.get());
  const Tensor dbeta = run.outputLike(2, gamma.get());
  std::vector<float> scale(static_cast<size_t>(rows.channels));
  std::vector<float> shift(scale.size());
  for (size_t i = 0; i < scale.size(); ++i) {
    // In the forward pass's way, so that it stops where that did.
    scale[i] = floats(gamma)[i] * floats(inverse)[i];
    shift[i] = floats(beta)[i] - floats(mean)[i] * scale[i];
  }
  const PerChannel given{floats(mean), scale.data(), shift.data()};
  byType(x, [&](auto kind) {
    using Number = decltype(kind);
    const Arrays<Number> arrays{numbers<Number>(dy), numbers<Number>(more),   numbers<Number>(x),
                                numbers<Number>(y),  numbers<Number>(passed), numbers<Number>(dx)};
    BlockSums sums(rows);
    const auto add = hasMore               ? blockSums<Stops::byY, true, Number>
                     : byY                 ? blockSums<Stops::byY, false, Number>
                     : stops == Stops::byX ? blockSums<Stops::byX, false, Number>
                                           : blockSums<Stops::nowhere, false, Number>;
    parallelFor(rows.blocks, 1, [&](int64_t begin, int64_t end) {
      for (int64_t block = begin; block < end; ++block) {
        add(arrays, given, rows, block, sums.first(block), sums.second(block));
      }
    });
    const Combination combination = join(sums, rows, given, floats(inverse), {floats(dgamma), floats(dbeta)});
    const Number* slopes = byY ? arrays.passed : arrays.dy;
    const auto choose = [&](auto past) { return stops == Stops::byX ? combine<true, past, Number> : combine<false, past, Number>; };
    const auto part = rows.goPast(arrays.dx, slopes) ? choose(std::true_type()) : choose(std::false_type());
    // Backwards: the last blocks are still in the cache.
    parallelFor(rows.blocks, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) part(slopes, arrays, given, rows, rows.blocks - 1 - i, combination);
    });
  });
}

}  // namespace

void* createBatchNormGrad(TF_OpKernelConstruction* construction) {
  return new Options{readFlag(construction, "relu")};
}

void computeBatchNormGrad(void* kernel, TF_OpKernelContext* context) {
  const Stops stops = static_cast<Options*>(kernel)->relu ? Stops::byX : Stops::nowhere;
  guarded(context, [stops](Run& run) { compute(run, stops); });
}

void destroyBatchNormGrad(void* kernel) { delete static_cast<Options*>(kernel); }

void computeBatchNormAddReluGrad(void*, TF_OpKernelContext* context) {
  guarded(context, [](Run& run) { compute(run, Stops::byY); });
}

}  // namespace mma
