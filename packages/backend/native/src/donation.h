// Tensors that JavaScript gives up to the kernels of its next operations (see kernels/kept_memory.h).
#pragma once

#include "js.h"

namespace mma {

napi_value donate(napi_env env, napi_callback_info info);             // (ids)
napi_value overwrittenTensors(napi_env env, napi_callback_info info); // () -> how many of them kernels have written over
napi_value endDonation(napi_env env, napi_callback_info info);        // ()

}  // namespace mma
