#pragma once

#include "js.h"

namespace mma {

// (opName, attributes, inputIds, numOutputs) -> [{ id, dtype, shape }]; opName may be a registered function.
napi_value executeOp(napi_env env, napi_callback_info info);

}  // namespace mma
