#include "execute.h"

#include <memory>

#include "attributes.h"
#include "context.h"
#include "signals.h"
#include "status.h"

namespace mma {
namespace {

struct OpDeleter {
  void operator()(TFE_Op* op) const { TFE_DeleteOp(op); }
};

napi_value describe(napi_env env, Context& context, TFE_TensorHandle* handle) {
  Status status;
  const int rank = TFE_TensorHandleNumDims(handle, status);
  status.check("reading an output's shape");
  std::vector<int64_t> shape(static_cast<size_t>(rank));
  for (int i = 0; i < rank; ++i) shape[static_cast<size_t>(i)] = TFE_TensorHandleDim(handle, i, status);
  status.check("reading an output's shape");

  napi_value result;
  check(env, napi_create_object(env, &result));
  setProperty(env, result, "dtype", writeInt32(env, TFE_TensorHandleDataType(handle)));
  setProperty(env, result, "shape", writeInt64s(env, shape.data(), shape.size()));
  setProperty(env, result, "id", writeInt32(env, context.add(handle)));
  return result;
}

}  // namespace

napi_value executeOp(napi_env env, napi_callback_info info) {
  const auto args = arguments(env, info, 4);
  Context& context = Context::of(env);
  const std::string name = readString(env, args[0]);
  Status status;
  const std::unique_ptr<TFE_Op, OpDeleter> op(TFE_NewOp(context.get(), name.c_str(), status));
  status.check(name);

  const uint32_t attributeCount = arrayLength(env, args[1]);
  for (uint32_t i = 0; i < attributeCount; ++i) setAttribute(env, op.get(), element(env, args[1], i));

  const uint32_t inputCount = arrayLength(env, args[2]);
  for (uint32_t i = 0; i < inputCount; ++i) {
    TFE_OpAddInput(op.get(), context.find(readInt32(env, element(env, args[2], i))), status);
    status.check(name);
  }

  int outputCount = readInt32(env, args[3]);
  std::vector<TFE_TensorHandle*> outputs(static_cast<size_t>(outputCount), nullptr);
  {
    const SignalsBlocked blocked;
    TFE_Execute(op.get(), outputs.data(), &outputCount, status);
  }
  status.check(name);

  napi_value result;
  check(env, napi_create_array_with_length(env, static_cast<size_t>(outputCount), &result));
  for (int i = 0; i < outputCount; ++i) {
    setElement(env, result, static_cast<uint32_t>(i), describe(env, context, outputs[static_cast<size_t>(i)]));
  }
  return result;
}

}  // namespace mma
