#include "winograd_conv.h"

#include "../failure.h"
#include "finishing.h"
#include "require_channels.h"
#include "shapes.h"
#include "winograd/winograd.h"

namespace mma {
namespace {

using winograd::Channels;
using winograd::Pictures;

constexpr int64_t PLANES = winograd::POINTS + 1;

Pictures picturesOf(const std::vector<int64_t>& shape) { return {shape[0], shape[1], shape[2]}; }

void transformFilter(Run& run, bool turned) {
  const Tensor given = run.input(0);
  const auto shape = shapeOf(given.get());
  require(shape.size() == 4 && shape[0] == 3 && shape[1] == 3, "the filter must be 3 × 3");
  requireChannels(winograd::steps(), {shape[2], shape[3]});
  const Tensor points = run.newOutput(0, {PLANES, shape[turned ? 3 : 2], shape[turned ? 2 : 3]});
  winograd::transformFilter({floats(given), shape[2], shape[3]}, turned, floats(points));
}

void convolve(Run& run, const Finishing& how) {
  const Tensor x = run.input(0);
  const Tensor points = run.input(1);
  const auto shape = shapeOf(x.get()), planes = shapeOf(points.get());
  require(shape.size() == 4 && planes.size() == 3 && planes[0] == PLANES && planes[1] == shape[3], "input and filter do not fit");
  const Channels channels{planes[1], planes[2]};
  requireChannels(winograd::steps(), channels);
  const std::vector<int64_t> given{shape[0], shape[1], shape[2], channels.out};
  const FinishArgs args(run, how, given);
  const Tensor y = run.newOutput(0, given);
  winograd::convolve(floats(x), floats(points), floats(y), picturesOf(shape), channels, {args.bias(), args.sum(), how.relu});
}

}  // namespace

void winogradFilter(Run& run) { transformFilter(run, false); }

void shapeWinogradFilter(TF_ShapeInferenceContext* context, TF_Status* status) {
  joinShapes(context, {TF_ShapeInferenceContextVectorFromSize(context, PLANES), dimensions(context, 0, 2, 4, status)}, status);
}

void winogradTurnedFilter(Run& run) { transformFilter(run, true); }

void shapeWinogradTurnedFilter(TF_ShapeInferenceContext* context, TF_Status* status) {
  joinShapes(context,
             {TF_ShapeInferenceContextVectorFromSize(context, PLANES), dimensions(context, 0, 3, 4, status),
              dimensions(context, 0, 2, 3, status)},
             status);
}

void* createWinogradConv(TF_OpKernelConstruction* construction) {
  return new Finishing(construction);
}

void computeWinogradConv(void* finishing, TF_OpKernelContext* context) {
  guarded(context, [finishing](Run& run) { convolve(run, *static_cast<Finishing*>(finishing)); });
}

void destroyWinogradConv(void* finishing) { delete static_cast<Finishing*>(finishing); }

void shapeWinogradConv(TF_ShapeInferenceContext* context, TF_Status* status) {
  joinShapes(context, {dimensions(context, 0, 0, 3, status), dimensions(context, 1, 2, 3, status)}, status);
}

}  // namespace mma
