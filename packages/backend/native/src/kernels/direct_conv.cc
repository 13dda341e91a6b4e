#include "direct_conv.h"

#include "../failure.h"
#include "direct/direct.h"
#include "finishing.h"
#include "shapes.h"

namespace mma {
namespace {

using direct::Pictures;
using direct::Window;
using Shape = std::vector<int64_t>;

struct Steps {
  int64_t stride;
  int64_t padding;

  explicit Steps(TF_OpKernelConstruction* construction)
      : stride(readInt(construction, "stride")), padding(readInt(construction, "padding")) {}
};

struct Packing {
  Steps steps;
  bool gradient;
};

struct Convolving {
  Steps steps;
  Finishing finishing;
};

struct Gradient {
  Steps steps;
  int64_t height;
  int64_t width;
};

Pictures picturesOf(const Shape& shape) { return {shape[0], shape[1], shape[2]}; }

// Who records has made sure of it all, but an op may be called by anybody.
Window windowOf(const Shape& filter, const Steps& steps, int64_t written) {
  const auto* const arithmetic = direct::steps();
  require(arithmetic != nullptr, "this processor has no instructions for it");
  require(filter[0] == filter[1], "the filter must be square");
  require(written % arithmetic->panel == 0, "the number of channels does not suit");
  return {filter[0], steps.stride, steps.padding};
}

int64_t placesOf(int64_t size, const Window& window) { return (size + 2 * window.padding - window.kernel) / window.stride + 1; }

void pack(Run& run, const Packing& how) {
  const Tensor filter = run.input(0);
  const Shape shape = shapeOf(filter.get());
  require(shape.size() == 4, "the filter must have four axes");
  const Window window = windowOf(shape, how.steps, shape[how.gradient ? 2 : 3]);
  const Tensor packed = run.newOutput(0, shape);
  const auto way = how.gradient ? direct::packForGradient : direct::pack;
  way({floats(filter), shape[2], shape[3]}, window, floats(packed));
}

void convolve(Run& run, const Convolving& how) {
  const Tensor x = run.input(0);
  const Tensor filter = run.input(1);
  const Shape shape = shapeOf(x.get()), taps = shapeOf(filter.get());
  require(shape.size() == 4 && taps.size() == 4 && taps[2] == shape[3], "input and filter do not fit");
  const Window window = windowOf(taps, how.steps, taps[3]);
  const Shape given{shape[0], placesOf(shape[1], window), placesOf(shape[2], window), taps[3]};
  require(given[1] > 0 && given[2] > 0, "the filter is larger than the picture");
  const FinishArgs args(run, how.finishing, given);
  const Tensor y = run.newOutput(0, given);
  const direct::Finish finish{static_cast<const float*>(args.bias()), static_cast<const float*>(args.sum()), how.finishing.relu,
                              false};
  direct::convolve({floats(x), taps[2], floats(filter), floats(y), taps[3], finish}, window, picturesOf(shape), picturesOf(given));
}

void inputGradient(Run& run, const Gradient& how) {
  const Tensor dy = run.input(0);
  const Tensor filter = run.input(1);
  const Shape shape = shapeOf(dy.get()), taps = shapeOf(filter.get());
  require(shape.size() == 4 && taps.size() == 4 && taps[3] == shape[3], "gradient and filter do not fit");
  const Window window = windowOf(taps, how.steps, taps[2]);
  const Shape given{shape[0], how.height, how.width, taps[2]};
  require(placesOf(given[1], window) == shape[1] && placesOf(given[2], window) == shape[2],
          "the gradient's size does not fit the input's");
  const Tensor dx = run.newOutput(0, given);
  direct::inputGradient({floats(dy), taps[3], floats(filter), floats(dx), taps[2], {nullptr, nullptr, false, false}}, window,
                        picturesOf(shape), picturesOf(given));
}

}  // namespace

void* createDirectFilter(TF_OpKernelConstruction* construction) {
  return new Packing{Steps(construction), readFlag(construction, "gradient")};
}

void computeDirectFilter(void* packing, TF_OpKernelContext* context) {
  guarded(context, [packing](Run& run) { pack(run, *static_cast<Packing*>(packing)); });
}

void destroyDirectFilter(void* packing) { delete static_cast<Packing*>(packing); }

void* createDirectConv(TF_OpKernelConstruction* construction) {
  return new Convolving{Steps(construction), Finishing(construction)};
}

void computeDirectConv(void* convolving, TF_OpKernelContext* context) {
  guarded(context, [convolving](Run& run) { convolve(run, *static_cast<Convolving*>(convolving)); });
}

void destroyDirectConv(void* convolving) { delete static_cast<Convolving*>(convolving); }

void* createDirectInputGradient(TF_OpKernelConstruction* construction) {
  return new Gradient{Steps(construction), readInt(construction, "height"), readInt(construction, "width")};
}

void computeDirectInputGradient(void* gradient, TF_OpKernelContext* context) {
  guarded(context, [gradient](Run& run) { inputGradient(run, *static_cast<Gradient*>(gradient)); });
}

void destroyDirectInputGradient(void* gradient) { delete static_cast<Gradient*>(gradient); }

}  // namespace mma
