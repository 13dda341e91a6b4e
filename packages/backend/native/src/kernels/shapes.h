// Shapes that TensorFlow's optimizer is told: made of parts of the inputs' shapes.
#pragma once

#include <initializer_list>

#include "tensorflow/c/ops.h"

namespace mma {

// Dimensions [from, to) of an input's shape.
inline TF_ShapeHandle* dimensions(TF_ShapeInferenceContext* context, int input, int64_t from, int64_t to, TF_Status* status) {
  TF_ShapeHandle* const shape = TF_NewShapeHandle();
  TF_ShapeInferenceContextGetInput(context, input, shape, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSubshape(context, shape, from, to, shape, status);
  return shape;
}

// The output's shape from parts one after the other, which are freed.
inline void joinShapes(TF_ShapeInferenceContext* context, std::initializer_list<TF_ShapeHandle*> parts, TF_Status* status) {
  TF_ShapeHandle* const whole = TF_ShapeInferenceContextScalar(context);
  for (TF_ShapeHandle* part : parts) {
    if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextConcatenateShapes(context, whole, part, whole, status);
    TF_DeleteShapeHandle(part);
  }
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSetOutput(context, 0, whole, status);
  TF_DeleteShapeHandle(whole);
}

}  // namespace mma
