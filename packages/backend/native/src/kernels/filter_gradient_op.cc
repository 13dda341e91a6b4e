#include "filter_gradient_op.h"

#include "../failure.h"
#include "filter_gradient/filter_gradient.h"
#include "require_channels.h"
#include "shapes.h"

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
  const auto numbers = TF_TensorType(x.get()) == TF_FLOAT ? Numbers::FLOAT : Numbers::BFLOAT16;
  const auto* const steps = filter_gradient::steps(numbers);
  const Channels channels{in[3], out[3]};
  requireChannels(steps, channels);
  const Tensor dw = run.newOutput(0, {window.kernel, window.kernel, channels.in, channels.out});
  filter_gradient::filterGradient(numbers, TF_TensorData(x.get()), TF_TensorData(dy.get()), floats(dw), geometry, channels);
}

}  // namespace

template <int64_t kernel>
void* createFilterGradient(TF_OpKernelConstruction* construction) {
  return new Window{kernel, readInt(construction, "stride"), readInt(construction, "padding")};
}

void computeFilterGradient(void* window, TF_OpKernelContext* context) {
  guarded(context, [window](Run& run) { compute(run, *static_cast<Window*>(window)); });
}

void destroyFilterGradient(void* window) { delete static_cast<Window*>(window); }

template <int64_t kernel>
void shapeFilterGradient(TF_ShapeInferenceContext* context, TF_Status* status) {
  joinShapes(context,
             {TF_ShapeInferenceContextVectorFromSize(context, kernel), TF_ShapeInferenceContextVectorFromSize(context, kernel),
              dimensions(context, 0, 3, 4, status), dimensions(context, 1, 3, 4, status)},
             status);
}

template void* createFilterGradient<1>(TF_OpKernelConstruction*);
template void* createFilterGradient<3>(TF_OpKernelConstruction*);
template void shapeFilterGradient<1>(TF_ShapeInferenceContext*, TF_Status*);
template void shapeFilterGradient<3>(TF_ShapeInferenceContext*, TF_Status*);

}  // namespace mma
