// Registering TensorFlow functions, and the definitions of all ops that the library knows.
#pragma once

#include "js.h"

namespace mma {

napi_value addFunctionDef(napi_env env, napi_callback_info info);  // (serialized tensorflow.FunctionDef)
napi_value removeFunction(napi_env env, napi_callback_info info);  // (name)
napi_value opList(napi_env env, napi_callback_info info);          // () -> serialized tensorflow.OpList

}  // namespace mma
