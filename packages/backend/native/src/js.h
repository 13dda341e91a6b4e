// Small readers and writers between Node-API values and C++.
#pragma once

#include <node_api.h>

#include <cstdint>
#include <string>
#include <vector>

#include "failure.h"

namespace mma {

void check(napi_env env, napi_status status);

// A view of bytes that JavaScript owns: valid only during the call that it was passed to.
struct Bytes {
  void* data;
  size_t size;           // bytes
  size_t elements;       // elements of the typed array
  napi_typedarray_type type;
};

std::vector<napi_value> arguments(napi_env env, napi_callback_info info, size_t count);

bool isArray(napi_env env, napi_value value);
bool isTypedArray(napi_env env, napi_value value);
uint32_t arrayLength(napi_env env, napi_value array);
napi_value element(napi_env env, napi_value array, uint32_t index);
napi_value property(napi_env env, napi_value object, const char* name);

std::string readString(napi_env env, napi_value value);
int32_t readInt32(napi_env env, napi_value value);
int64_t readInt64(napi_env env, napi_value value);
double readDouble(napi_env env, napi_value value);
bool readBool(napi_env env, napi_value value);
Bytes readBytes(napi_env env, napi_value value);
std::vector<int64_t> readInt64s(napi_env env, napi_value array);
// A JavaScript string as UTF-8, or a Uint8Array/Buffer byte for byte.
std::string readStringOrBytes(napi_env env, napi_value value);

napi_value writeInt64s(napi_env env, const int64_t* values, size_t count);
napi_value writeTypedArray(napi_env env, napi_typedarray_type type, const void* data, size_t bytes, size_t elements);
napi_value writeString(napi_env env, const std::string& value);
napi_value writeInt32(napi_env env, int32_t value);
napi_value writeBool(napi_env env, bool value);
napi_value undefined(napi_env env);
void setProperty(napi_env env, napi_value object, const char* name, napi_value value);
void setElement(napi_env env, napi_value array, uint32_t index, napi_value value);

void throwToJs(napi_env env, const char* message);
napi_value createError(napi_env env, const char* message);

// Wraps a function so that a C++ exception becomes a JavaScript one instead of ending the process.
template <napi_value (*body)(napi_env, napi_callback_info)>
napi_value guarded(napi_env env, napi_callback_info info) {
  try {
    return body(env, info);
  } catch (const std::exception& error) {
    throwToJs(env, error.what());
    return nullptr;
  }
}

}  // namespace mma
