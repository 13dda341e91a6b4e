#include "execute.h"

#include <memory>

#include "attributes.h"
#include "context.h"
#include "pending.h"
#include "signals.h"
#include "status.h"

namespace mma {
namespace {

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

// An op that has all it needs to run; holds on to its inputs.
struct Execution {
  std::string name;
  std::unique_ptr<TFE_Op, void (*)(TFE_Op*)> op{nullptr, TFE_DeleteOp};
  std::vector<TFE_TensorHandle*> outputs;
  Status status;

  Execution(napi_env env, napi_callback_info info) {
    const auto args = arguments(env, info, 4);
    Context& context = Context::of(env);
    name = readString(env, args[0]);
    op.reset(TFE_NewOp(context.get(), name.c_str(), status));
    status.check(name);

    const uint32_t attributeCount = arrayLength(env, args[1]);
    for (uint32_t i = 0; i < attributeCount; ++i) setAttribute(env, op.get(), element(env, args[1], i));

    const uint32_t inputCount = arrayLength(env, args[2]);
    for (uint32_t i = 0; i < inputCount; ++i) {
      TFE_OpAddInput(op.get(), context.find(readInt32(env, element(env, args[2], i))), status);
      status.check(name);
    }
    outputs.resize(static_cast<size_t>(readInt32(env, args[3])), nullptr);
  }

  void run() {
    int count = static_cast<int>(outputs.size());
    {
      const SignalsBlocked blocked;
      TFE_Execute(op.get(), outputs.data(), &count, status);
    }
    op.reset();  // lets its inputs go, at once and not when both threads are done with this
    outputs.resize(TF_GetCode(status) == TF_OK ? static_cast<size_t>(count) : 0);
  }

  // The outputs belong to the context from here on.
  napi_value result(napi_env env) {
    status.check(name);
    napi_value array;
    check(env, napi_create_array_with_length(env, outputs.size(), &array));
    Context& context = Context::of(env);
    for (uint32_t i = 0; i < outputs.size(); ++i) {
      const napi_value described = describe(env, context, outputs[i]);
      outputs[i] = nullptr;
      setElement(env, array, i, described);
    }
    return array;
  }

  ~Execution() {
    for (TFE_TensorHandle* output : outputs) TFE_DeleteTensorHandle(output);
  }
};

}  // namespace

napi_value executeOp(napi_env env, napi_callback_info info) {
  Execution execution(env, info);
  execution.run();
  return execution.result(env);
}

napi_value executeOpAsync(napi_env env, napi_callback_info info) {
  auto execution = std::make_shared<Execution>(env, info);
  Pending& pending = Context::of(env).pending(env);
  TFE_OpSetCancellationManager(execution->op.get(), pending.cancellation(), execution->status);
  execution->status.check(execution->name);
  return pending.start(
      env, [execution] { execution->run(); }, [execution](napi_env later) { return execution->result(later); });
}

}  // namespace mma
