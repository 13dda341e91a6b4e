// Attributes of an op as tfjs's kernels give them: { name, type: TF_AttrType, value }.
#pragma once

#include "js.h"
#include "tensorflow/c/eager/c_api.h"

namespace mma {

void setAttribute(napi_env env, TFE_Op* op, napi_value attribute);

}  // namespace mma
