#include "register.h"

#include <initializer_list>
#include <mutex>

#include "keep.h"
#include "momentum_step.h"
#include "winograd_conv.h"

namespace mma {
namespace {

// All outputs have the shape of the first input.
template <int outputs>
void firstShape(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeHandle* shape = TF_NewShapeHandle();
  TF_ShapeInferenceContextGetInput(context, 0, shape, status);
  for (int i = 0; i < outputs && TF_GetCode(status) == TF_OK; ++i) {
    TF_ShapeInferenceContextSetOutput(context, i, shape, status);
  }
  TF_DeleteShapeHandle(shape);
}

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
    add({"MmaWinogradFilter", {}, {"filter: float"}, {"points: float"}, shapeWinogradFilter, nullptr, compute<winogradFilter>,
         nullptr});
    add({"MmaWinogradTurnedFilter", {}, {"filter: float"}, {"points: float"}, shapeWinogradTurnedFilter, nullptr,
         compute<winogradTurnedFilter>, nullptr});
    add({"MmaWinogradConv",
         {"bias: bool", "sum: bool", "relu: bool", "num_args: int >= 0"},
         {"x: float", "points: float", "args: num_args * float"},
         {"y: float"},
         shapeWinogradConv,
         createWinogradConv,
         computeWinogradConv,
         destroyWinogradConv});
    add({"MmaWinogradFilterGradient", {}, {"x: float", "dy: float"}, {"dw: float"}, shapeWinogradFilterGradient, nullptr,
         compute<winogradFilterGradient>, nullptr});
  });
}

}  // namespace mma
