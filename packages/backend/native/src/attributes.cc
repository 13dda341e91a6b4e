#include "attributes.h"

#include "status.h"

namespace mma {
namespace {

void setString(napi_env env, TFE_Op* op, const char* name, napi_value value) {
  if (!isArray(env, value)) {
    const std::string text = readStringOrBytes(env, value);
    TFE_OpSetAttrString(op, name, text.data(), text.size());
    return;
  }
  const uint32_t count = arrayLength(env, value);
  std::vector<std::string> texts(count);
  std::vector<const void*> pointers(count);
  std::vector<size_t> sizes(count);
  for (uint32_t i = 0; i < count; ++i) {
    texts[i] = readStringOrBytes(env, element(env, value, i));
    pointers[i] = texts[i].data();
    sizes[i] = texts[i].size();
  }
  TFE_OpSetAttrStringList(op, name, pointers.data(), sizes.data(), static_cast<int>(count));
}

void setInt(napi_env env, TFE_Op* op, const char* name, napi_value value) {
  if (!isArray(env, value)) {
    TFE_OpSetAttrInt(op, name, readInt64(env, value));
    return;
  }
  const std::vector<int64_t> values = readInt64s(env, value);
  TFE_OpSetAttrIntList(op, name, values.data(), static_cast<int>(values.size()));
}

void setFloat(napi_env env, TFE_Op* op, const char* name, napi_value value) {
  if (!isArray(env, value)) {
    TFE_OpSetAttrFloat(op, name, static_cast<float>(readDouble(env, value)));
    return;
  }
  std::vector<float> values(arrayLength(env, value));
  for (uint32_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(readDouble(env, element(env, value, i)));
  TFE_OpSetAttrFloatList(op, name, values.data(), static_cast<int>(values.size()));
}

void setBool(napi_env env, TFE_Op* op, const char* name, napi_value value) {
  if (!isArray(env, value)) {
    TFE_OpSetAttrBool(op, name, readBool(env, value) ? 1 : 0);
    return;
  }
  std::vector<unsigned char> values(arrayLength(env, value));
  for (uint32_t i = 0; i < values.size(); ++i) values[i] = readBool(env, element(env, value, i)) ? 1 : 0;
  TFE_OpSetAttrBoolList(op, name, values.data(), static_cast<int>(values.size()));
}

void setType(napi_env env, TFE_Op* op, const char* name, napi_value value) {
  if (!isArray(env, value)) {
    TFE_OpSetAttrType(op, name, static_cast<TF_DataType>(readInt32(env, value)));
    return;
  }
  std::vector<TF_DataType> values(arrayLength(env, value));
  for (uint32_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<TF_DataType>(readInt32(env, element(env, value, i)));
  }
  TFE_OpSetAttrTypeList(op, name, values.data(), static_cast<int>(values.size()));
}

void setShape(napi_env env, TFE_Op* op, const char* name, napi_value value) {
  const std::vector<int64_t> shape = readInt64s(env, value);
  Status status;
  TFE_OpSetAttrShape(op, name, shape.data(), static_cast<int>(shape.size()), status);
  status.check(std::string("attribute ") + name);
}

}  // namespace

void setAttribute(napi_env env, TFE_Op* op, napi_value attribute) {
  const std::string name = readString(env, property(env, attribute, "name"));
  const int32_t type = readInt32(env, property(env, attribute, "type"));
  const napi_value value = property(env, attribute, "value");
  switch (type) {
    case TF_ATTR_STRING:
      return setString(env, op, name.c_str(), value);
    case TF_ATTR_INT:
      return setInt(env, op, name.c_str(), value);
    case TF_ATTR_FLOAT:
      return setFloat(env, op, name.c_str(), value);
    case TF_ATTR_BOOL:
      return setBool(env, op, name.c_str(), value);
    case TF_ATTR_TYPE:
      return setType(env, op, name.c_str(), value);
    case TF_ATTR_SHAPE:
      return setShape(env, op, name.c_str(), value);
    case TF_ATTR_FUNC: {
      const std::string function = readString(env, value);
      return TFE_OpSetAttrFunctionName(op, name.c_str(), function.data(), function.size());
    }
    default:
      throw Failure("attribute " + name + " has an unknown type " + std::to_string(type));
  }
}

}  // namespace mma
