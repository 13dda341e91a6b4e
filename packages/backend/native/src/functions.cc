#include "functions.h"

#include <memory>

#include "context.h"
#include "status.h"
#include "tensorflow/c/c_api.h"

namespace mma {

napi_value addFunctionDef(napi_env env, napi_callback_info info) {
  const auto args = arguments(env, info, 1);
  const Bytes bytes = readBytes(env, args[0]);
  Status status;
  TFE_ContextAddFunctionDef(Context::of(env).get(), static_cast<const char*>(bytes.data), bytes.size, status);
  status.check("registering a function");
  return undefined(env);
}

napi_value removeFunction(napi_env env, napi_callback_info info) {
  const auto args = arguments(env, info, 1);
  const std::string name = readString(env, args[0]);
  Status status;
  TFE_ContextRemoveFunction(Context::of(env).get(), name.c_str(), status);
  status.check("removing the function " + name);
  return undefined(env);
}

napi_value opList(napi_env env, napi_callback_info) {
  const std::unique_ptr<TF_Buffer, decltype(&TF_DeleteBuffer)> buffer(TF_GetAllOpList(), &TF_DeleteBuffer);
  return writeTypedArray(env, napi_uint8_array, buffer->data, buffer->length, buffer->length);
}

}  // namespace mma
