#include "register.h"

#include <initializer_list>
#include <mutex>

#include "batch_norm.h"
#include "batch_norm_grad.h"
#include "direct_conv.h"
#include "filter_gradient_op.h"
#include "keep.h"
#include "max_pool.h"
#include "momentum_step.h"
#include "winograd_conv.h"

namespace mma {
namespace {

// The outputs from `from` up to `to` have the shape of an input.
void shapeLike(TF_ShapeInferenceContext* context, TF_Status* status, int input, int from, int to) {
  TF_ShapeHandle* shape = TF_NewShapeHandle();
  TF_ShapeInferenceContextGetInput(context, input, shape, status);
  for (int i = from; i < to && TF_GetCode(status) == TF_OK; ++i) {
    TF_ShapeInferenceContextSetOutput(context, i, shape, status);
  }
  TF_DeleteShapeHandle(shape);
}

// All outputs have the shape of the first input.
template <int outputs>
void firstShape(TF_ShapeInferenceContext* context, TF_Status* status) {
  shapeLike(context, status, 0, 0, outputs);
}

// The first output has the shape of the first input, the others one number a channel like input `perChannel`.
template <int perChannel, int outputs>
void normShapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  shapeLike(context, status, 0, 0, 1);
  if (TF_GetCode(status) == TF_OK) shapeLike(context, status, perChannel, 1, outputs);
}

// The same, and the shortcut's gradient.
void addReluGradShapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  normShapes<3, 3>(context, status);
  if (TF_GetCode(status) == TF_OK) shapeLike(context, status, 0, 3, 4);
}

void unknownShapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

constexpr const char* NUMBERS = "T: {float, bfloat16}";

struct Op {
  const char* name;
  std::initializer_list<const char*> attributes;
  std::initializer_list<const char*> inputs;
  std::initializer_list<const char*> outputs;
  void (*shapes)(TF_ShapeInferenceContext*, TF_Status*);
  void* (*create)(TF_OpKernelConstruction*);
  void (*compute)(void*, TF_OpKernelContext*);
  void (*destroy)(void*);
};

void add(const Op& op) {
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(op.name);
  for (const char* each : op.attributes) TF_OpDefinitionBuilderAddAttr(definition, each);
  for (const char* each : op.inputs) TF_OpDefinitionBuilderAddInput(definition, each);
  for (const char* each : op.outputs) TF_OpDefinitionBuilderAddOutput(definition, each);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, op.shapes);
  Status defined;
  TF_RegisterOpDefinition(definition, defined);
  defined.check(op.name);

  Status registered;
  TF_RegisterKernelBuilder(op.name, TF_NewKernelBuilder(op.name, "CPU", op.create, op.compute, op.destroy), registered);
  registered.check(op.name);
}

}  // namespace

void registerKernels() {
  static std::once_flag once;
  std::call_once(once, [] {
    add({"MmaKeep", {}, {"x: float"}, {"y: float"}, firstShape<1>, nullptr, compute<keep>, nullptr});
    add({"MmaKeepOver", {}, {"x: float", "former: float"}, {"y: float"}, firstShape<1>, nullptr, compute<keepOver>, nullptr});
    add({"MmaMomentumStep",
         {"first: bool", "nesterov: bool"},
         {"value: float", "gradient: float", "buffer: float", "scale: float", "lr: float", "weight_decay: float",
          "momentum: float", "share: float"},
         {"new_value: float", "new_buffer: float"},
         firstShape<2>,
         createMomentumStep,
         computeMomentumStep,
         destroyMomentumStep});
    add({"MmaWinogradConv",
         {NUMBERS, "bias: bool", "sum: bool", "relu: bool", "num_args: int >= 0"},
         {"x: T", "filter: float", "args: num_args * T"},
         {"y: T"},
         shapeWinogradConv,
         createWinogradConv,
         computeWinogradConv,
         destroyWinogradConv});
    add({"MmaWinogradInputGradient",
         {NUMBERS},
         {"dy: T", "filter: float"},
         {"dx: T"},
         shapeWinogradInputGradient,
         nullptr,
         compute<winogradInputGradient>,
         nullptr});
    add({"MmaDirectFilter",
         {"gradient: bool", "stride: int >= 1", "padding: int >= 0"},
         {"filter: float"},
         {"packed: float"},
         firstShape<1>,
         createDirectFilter,
         computeDirectFilter,
         destroyDirectFilter});
    add({"MmaDirectConv",
         {"stride: int >= 1", "padding: int >= 0", "bias: bool", "sum: bool", "relu: bool", "num_args: int >= 0"},
         {"x: float", "filter: float", "args: num_args * float"},
         {"y: float"},
         unknownShapes,
         createDirectConv,
         computeDirectConv,
         destroyDirectConv});
    add({"MmaDirectInputGradient",
         {"stride: int >= 1", "padding: int >= 0", "height: int", "width: int"},
         {"dy: float", "filter: float"},
         {"dx: float"},
         unknownShapes,
         createDirectInputGradient,
         computeDirectInputGradient,
         destroyDirectInputGradient});
    add({"MmaBatchNorm",
         {NUMBERS, "epsilon: float", "relu: bool"},
         {"x: T", "gamma: float", "beta: float"},
         {"y: T", "mean: float", "variance: float", "inverse: float"},
         normShapes<1, 4>,
         createBatchNorm,
         computeBatchNorm,
         destroyBatchNorm});
    add({"MmaBatchNormGrad",
         {NUMBERS, "relu: bool"},
         {"dy: T", "x: T", "gamma: float", "beta: float", "mean: float", "inverse: float"},
         {"dx: T", "dgamma: float", "dbeta: float"},
         normShapes<2, 3>,
         createBatchNormGrad,
         computeBatchNormGrad,
         destroyBatchNormGrad});
    add({"MmaBatchNormAddRelu",
         {NUMBERS, "epsilon: float"},
         {"x: T", "gamma: float", "beta: float", "shortcut: T"},
         {"y: T", "mean: float", "variance: float", "inverse: float"},
         normShapes<1, 4>,
         createBatchNormAddRelu,
         computeBatchNormAddRelu,
         destroyBatchNorm});
    add({"MmaMaxPool",
         {NUMBERS, "kernel: list(int)", "stride: list(int)", "padding: list(int)"},
         {"x: T"},
         {"y: T", "winners: uint8"},
         unknownShapes,
         createMaxPool,
         computeMaxPool,
         destroyMaxPool});
    add({"MmaMaxPoolGrad",
         {NUMBERS, "kernel: list(int)", "stride: list(int)", "padding: list(int)", "size: list(int)"},
         {"dy: T", "winners: uint8"},
         {"dx: T"},
         unknownShapes,
         createMaxPoolGrad,
         computeMaxPoolGrad,
         destroyMaxPool});
    add({"MmaBatchNormAddReluGrad",
         {NUMBERS, "num_more: int >= 0"},
         {"dy: T", "x: T", "y: T", "gamma: float", "mean: float", "inverse: float", "more: num_more * T"},
         {"dx: T", "dgamma: float", "dbeta: float", "dshortcut: T"},
         addReluGradShapes,
         nullptr,
         computeBatchNormAddReluGrad,
         nullptr});
    add({"MmaFilterGradient",
         {NUMBERS, "kernel: int >= 1", "stride: int >= 1", "padding: int >= 0"},
         {"x: T", "dy: T"},
         {"dw: float"},
         unknownShapes,
         createFilterGradient,
         computeFilterGradient,
         destroyFilterGradient});
  });
}

}  // namespace mma
