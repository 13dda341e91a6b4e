// Values in and out: JavaScript typed arrays and TensorFlow tensors.
#pragma once

#include "js.h"

namespace mma {

napi_value createTensor(napi_env env, napi_callback_info info);    // (shape, dtype, values) -> id
// (shape, axes, values) -> id: 32-bit floats as (shape) lists them, the tensor's axis i being their axis axes[i]
napi_value createPermuted(napi_env env, napi_callback_info info);
// The same on another thread: -> a promise of the id. The values must not change meanwhile.
napi_value createPermutedAsync(napi_env env, napi_callback_info info);
// (id, axes, target): a tensor of 32-bit floats into a Float32Array whose axis i is the tensor's axis axes[i]
napi_value readPermuted(napi_env env, napi_callback_info info);
// The same on another thread: -> a promise. The target must not be touched meanwhile; the tensor may be deleted.
napi_value readPermutedAsync(napi_env env, napi_callback_info info);
napi_value deleteTensor(napi_env env, napi_callback_info info);    // (id)
napi_value tensorDataSync(napi_env env, napi_callback_info info);  // (id) -> typed array

}  // namespace mma
