#include "js.h"

#include <cstring>

namespace mma {

void check(napi_env env, napi_status status) {
  if (status == napi_ok) return;
  const napi_extended_error_info* info = nullptr;
  napi_get_last_error_info(env, &info);
  throw Failure(info != nullptr && info->error_message != nullptr ? info->error_message : "Node-API call failed");
}

static const char* const ERROR_CODE = "MMA_BACKEND_TENSORFLOW";

void throwToJs(napi_env env, const char* message) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) napi_throw_error(env, ERROR_CODE, message);
}

napi_value createError(napi_env env, const char* message) {
  napi_value error;
  check(env, napi_create_error(env, writeString(env, ERROR_CODE), writeString(env, message), &error));
  return error;
}

std::vector<napi_value> arguments(napi_env env, napi_callback_info info, size_t count) {
  std::vector<napi_value> values(count);
  size_t given = count;
  check(env, napi_get_cb_info(env, info, &given, values.data(), nullptr, nullptr));
  if (given < count) throw Failure("expected " + std::to_string(count) + " arguments, got " + std::to_string(given));
  return values;
}

bool isArray(napi_env env, napi_value value) {
  bool result = false;
  check(env, napi_is_array(env, value, &result));
  return result;
}

bool isTypedArray(napi_env env, napi_value value) {
  bool result = false;
  check(env, napi_is_typedarray(env, value, &result));
  return result;
}

uint32_t arrayLength(napi_env env, napi_value array) {
  uint32_t length = 0;
  check(env, napi_get_array_length(env, array, &length));
  return length;
}

napi_value element(napi_env env, napi_value array, uint32_t index) {
  napi_value value;
  check(env, napi_get_element(env, array, index, &value));
  return value;
}

napi_value property(napi_env env, napi_value object, const char* name) {
  napi_value value;
  check(env, napi_get_named_property(env, object, name, &value));
  return value;
}

std::string readString(napi_env env, napi_value value) {
  size_t size = 0;
  check(env, napi_get_value_string_utf8(env, value, nullptr, 0, &size));
  std::string text(size + 1, '\0');
  check(env, napi_get_value_string_utf8(env, value, &text[0], size + 1, &size));
  text.resize(size);
  return text;
}

int32_t readInt32(napi_env env, napi_value value) {
  int32_t result = 0;
  check(env, napi_get_value_int32(env, value, &result));
  return result;
}

int64_t readInt64(napi_env env, napi_value value) {
  int64_t result = 0;
  check(env, napi_get_value_int64(env, value, &result));
  return result;
}

double readDouble(napi_env env, napi_value value) {
  double result = 0;
  check(env, napi_get_value_double(env, value, &result));
  return result;
}

bool readBool(napi_env env, napi_value value) {
  bool result = false;
  check(env, napi_get_value_bool(env, value, &result));
  return result;
}

static size_t elementSize(napi_typedarray_type type) {
  switch (type) {
    case napi_int8_array:
    case napi_uint8_array:
    case napi_uint8_clamped_array:
      return 1;
    case napi_int16_array:
    case napi_uint16_array:
      return 2;
    case napi_int32_array:
    case napi_uint32_array:
    case napi_float32_array:
      return 4;
    default:
      return 8;
  }
}

Bytes readBytes(napi_env env, napi_value value) {
  if (!isTypedArray(env, value)) throw Failure("expected a typed array");
  Bytes bytes{};
  napi_value buffer;
  size_t offset = 0;
  check(env, napi_get_typedarray_info(env, value, &bytes.type, &bytes.elements, &bytes.data, &buffer, &offset));
  bytes.size = bytes.elements * elementSize(bytes.type);
  return bytes;
}

std::vector<int64_t> readInt64s(napi_env env, napi_value array) {
  const uint32_t length = arrayLength(env, array);
  std::vector<int64_t> values(length);
  for (uint32_t i = 0; i < length; ++i) values[i] = readInt64(env, element(env, array, i));
  return values;
}

std::string readStringOrBytes(napi_env env, napi_value value) {
  if (!isTypedArray(env, value)) return readString(env, value);
  const Bytes bytes = readBytes(env, value);
  return std::string(static_cast<const char*>(bytes.data), bytes.size);
}

napi_value writeInt64s(napi_env env, const int64_t* values, size_t count) {
  napi_value array;
  check(env, napi_create_array_with_length(env, count, &array));
  for (size_t i = 0; i < count; ++i) {
    napi_value number;
    check(env, napi_create_int64(env, values[i], &number));
    setElement(env, array, static_cast<uint32_t>(i), number);
  }
  return array;
}

napi_value writeTypedArray(napi_env env, napi_typedarray_type type, const void* data, size_t bytes, size_t elements) {
  napi_value buffer;
  void* target = nullptr;
  check(env, napi_create_arraybuffer(env, bytes, &target, &buffer));
  if (bytes > 0) std::memcpy(target, data, bytes);
  napi_value array;
  check(env, napi_create_typedarray(env, type, elements, buffer, 0, &array));
  return array;
}

napi_value writeString(napi_env env, const std::string& value) {
  napi_value result;
  check(env, napi_create_string_utf8(env, value.data(), value.size(), &result));
  return result;
}

napi_value writeInt32(napi_env env, int32_t value) {
  napi_value result;
  check(env, napi_create_int32(env, value, &result));
  return result;
}

napi_value writeBool(napi_env env, bool value) {
  napi_value result;
  check(env, napi_get_boolean(env, value, &result));
  return result;
}

napi_value undefined(napi_env env) {
  napi_value result;
  check(env, napi_get_undefined(env, &result));
  return result;
}

void setProperty(napi_env env, napi_value object, const char* name, napi_value value) {
  check(env, napi_set_named_property(env, object, name, value));
}

void setElement(napi_env env, napi_value array, uint32_t index, napi_value value) {
  check(env, napi_set_element(env, array, index, value));
}

}  // namespace mma
