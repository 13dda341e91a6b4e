#include "momentum_step.h"

#include <functional>

#include "parallel.h"

namespace mma {
namespace {

// Each turn of the loop reads and writes one place of each array, whichever of them are the same.
#if defined(__clang__)
#define MMA_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define MMA_INDEPENDENT _Pragma("GCC ivdep")
#endif

// Numbers that are worth another thread: some twenty microseconds of memory traffic.
constexpr int64_t GRAIN = 1 << 15;

struct Switches {
  bool first;
  bool nesterov;
};

struct Numbers {
  float scale;
  float lr;
  float weightDecay;
  float momentum;
  float share;
};

// The new arrays may be the former ones.
struct Arrays {
  const float* value;
  const float* gradient;
  const float* buffer;
  float* newValue;
  float* newBuffer;
};

template <bool first, bool nesterov>
void step(const Arrays& arrays, const Numbers& numbers, int64_t begin, int64_t end) {
  const auto [value, gradient, buffer, newValue, newBuffer] = arrays;
  const auto [scale, lr, weightDecay, momentum, share] = numbers;
MMA_INDEPENDENT
  for (int64_t i = begin; i < end; ++i) {
    const float slope = scale * gradient[i] + weightDecay * value[i];
    const float kept = first ? slope : momentum * buffer[i] + share * slope;
    newBuffer[i] = kept;
    newValue[i] = value[i] - lr * (nesterov ? slope + momentum * kept : kept);
  }
}

void compute(Run& run, const Switches& switches) {
  const Tensor value = run.input(0);
  const Tensor gradient = run.input(1);
  const Tensor buffer = run.input(2);
  const int64_t count = TF_TensorElementCount(value.get());
  for (const Tensor& each : {std::cref(gradient), std::cref(buffer)}) {
    if (TF_TensorElementCount(each.get()) != count) {
      throw Failure("value, gradient and buffer must have one shape");
    }
  }
  const auto number = [&run](int index) { return *floats(run.input(index)); };
  const Numbers numbers{number(3), number(4), number(5), number(6), number(7)};
  const Tensor newValue = run.keptOutputOver(0, value.get());
  // At the first step any tensor stands in for the buffer.
  const Tensor newBuffer = switches.first ? run.keptOutput(1, value.get()) : run.keptOutputOver(1, buffer.get());
  const Arrays arrays{floats(value), floats(gradient), floats(buffer), floats(newValue), floats(newBuffer)};
  const auto part = switches.nesterov ? (switches.first ? step<true, true> : step<false, true>)
                                     : (switches.first ? step<true, false> : step<false, false>);
  parallelFor(count, GRAIN, [&](int64_t begin, int64_t end) { part(arrays, numbers, begin, end); });
}

}  // namespace

void* createMomentumStep(TF_OpKernelConstruction* construction) {
  return new Switches{readFlag(construction, "first"), readFlag(construction, "nesterov")};
}

void computeMomentumStep(void* kernel, TF_OpKernelContext* context) {
  guarded(context, [kernel](Run& run) { compute(run, *static_cast<Switches*>(kernel)); });
}

void destroyMomentumStep(void* kernel) { delete static_cast<Switches*>(kernel); }

}  // namespace mma
