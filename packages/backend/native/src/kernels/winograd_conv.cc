#include "winograd_conv.h"

#include <optional>

#include "../failure.h"
#include "finishing.h"
#include "require_channels.h"
#include "shapes.h"
#include "winograd/winograd.h"

namespace mma {
namespace {

using winograd::Kind;

// `args` gives what is to be done with sums, from the output's shape.
template <typename Args>
void convolve(Run& run, bool turned, Kind ofBfloats, const Args& args) {
  const Tensor x = run.input(0);
  const Tensor filter = run.input(1);
  const auto shape = shapeOf(x.get()), taps = shapeOf(filter.get());
  require(shape.size() == 4 && taps.size() == 4 && taps[0] == 3 && taps[1] == 3, "there must be pictures and a 3 × 3 filter");
  const winograd::Channels channels{taps[turned ? 3 : 2], taps[turned ? 2 : 3]};
  require(channels.in == shape[3], "input and filter do not fit");
  const auto type = TF_TensorType(x.get());
  const auto* const steps = winograd::steps(type == TF_FLOAT ? Kind::FLOAT : ofBfloats);
  requireChannels(steps, channels);
  const std::vector<int64_t> given{shape[0], shape[1], shape[2], channels.out};
  const auto finish = args(given);
  const int64_t count = shape[0] * shape[1] * shape[2] * channels.out;
  const Tensor y = run.newOutput(0, type, given, TF_DataTypeSize(type) * static_cast<size_t>(count));
  winograd::convolve(*steps, TF_TensorData(x.get()), {floats(filter), channels, turned}, {shape[0], shape[1], shape[2]},
                     TF_TensorData(y.get()), finish);
}

void shapeWith(TF_ShapeInferenceContext* context, TF_Status* status, int64_t channels) {
  joinShapes(context, {dimensions(context, 0, 0, 3, status), dimensions(context, 1, channels, channels + 1, status)}, status);
}

}  // namespace

void* createWinogradConv(TF_OpKernelConstruction* construction) { return new Finishing(construction); }

void computeWinogradConv(void* finishing, TF_OpKernelContext* context) {
  const auto& how = *static_cast<Finishing*>(finishing);
  guarded(context, [&how](Run& run) {
    std::optional<FinishArgs> args;  // until the kernel is done
    convolve(run, false, Kind::BFLOAT16, [&](const std::vector<int64_t>& given) {
      args.emplace(run, how, given);
      return winograd::Finish{args->bias(), args->sum(), how.relu};
    });
  });
}

void destroyWinogradConv(void* finishing) { delete static_cast<Finishing*>(finishing); }

void shapeWinogradConv(TF_ShapeInferenceContext* context, TF_Status* status) { shapeWith(context, status, 3); }

void winogradInputGradient(Run& run) {
  // How gradients vary from batch to batch is far more than rounding takes from them.
  convolve(run, true, Kind::ROUNDED, [](const std::vector<int64_t>&) { return winograd::Finish{nullptr, nullptr, false}; });
}

void shapeWinogradInputGradient(TF_ShapeInferenceContext* context, TF_Status* status) { shapeWith(context, status, 2); }

}  // namespace mma
