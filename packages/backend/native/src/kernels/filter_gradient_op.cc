#include "filter_gradient_op.h"

#include "../failure.h"
#include "filter_gradient/filter_gradient.h"

namespace mma {
namespace {

using filter_gradient::Channels;
using filter_gradient::Geometry;
using filter_gradient::Numbers;

struct Window {
  int64_t kernel;
  int64_t stride;
  int64_t padding;
};

void compute(Run& run, const Window& window) {
  const Tensor x = run.input(0);
  const Tensor dy = run.input(1);
  const auto in = shapeOf(x.get()), out = shapeOf(dy.get());
  require(in.size() == 4 && out.size() == 4 && in[0] == out[0], "input and gradient do not fit");
  const Geometry geometry{in[0], in[1], in[2], out[1], out[2], window.kernel, window.stride, window.padding};
  const auto size = [&window](int64_t of) { return (of + 2 * window.padding - window.kernel) / window.stride + 1; };
  require(size(in[1]) == out[1] && size(in[2]) == out[2], "the gradient's size does not fit the input's");
  // Who records has made sure of it, but an op may be called by anybody.
  const auto numbers = TF_TensorType(x.get()) == TF_FLOAT ? Numbers::FLOAT : Numbers::BFLOAT16;
  const Channels channels{in[3], out[3]};
  require(filter_gradient::isPossible(numbers), "this processor has no instructions for it");
  require(filter_gradient::suits(numbers, channels), "the number of channels does not suit");
  const Tensor dw = run.newOutput(0, {window.kernel, window.kernel, channels.in, channels.out});
  filter_gradient::filterGradient(numbers, {TF_TensorData(x.get()), TF_TensorData(dy.get()), geometry, channels}, floats(dw));
}

}  // namespace

void* createFilterGradient(TF_OpKernelConstruction* construction) {
  return new Window{readInt(construction, "kernel"), readInt(construction, "stride"), readInt(construction, "padding")};
}

void computeFilterGradient(void* window, TF_OpKernelContext* context) {
  guarded(context, [window](Run& run) { compute(run, *static_cast<Window*>(window)); });
}

void destroyFilterGradient(void* window) { delete static_cast<Window*>(window); }

}  // namespace mma
