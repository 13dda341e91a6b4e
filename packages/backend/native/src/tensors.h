// Values in and out: JavaScript typed arrays and TensorFlow tensors.
#pragma once

#include "js.h"

namespace mma {

napi_value createTensor(napi_env env, napi_callback_info info);    // (shape, dtype, values) -> id
napi_value deleteTensor(napi_env env, napi_callback_info info);    // (id)
napi_value tensorDataSync(napi_env env, napi_callback_info info);  // (id) -> typed array

}  // namespace mma
