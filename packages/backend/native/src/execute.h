#pragma once

#include "js.h"

namespace mma {

// (opName, attributes, inputIds, numOutputs) -> [{ id, dtype, shape }]; opName may be a registered function.
napi_value executeOp(napi_env env, napi_callback_info info);

// The same off JavaScript's thread -> a promise. Inputs may be deleted as soon as this returns. A process that ends meanwhile
// cancels what runs and waits for the kernel in hand.
napi_value executeOpAsync(napi_env env, napi_callback_info info);

}  // namespace mma
