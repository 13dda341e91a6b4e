#include "donation.h"

#include <memory>

#include "context.h"
#include "kernels/kept_memory.h"
#include "status.h"

namespace mma {
namespace {

using TensorPtr = std::unique_ptr<TF_Tensor, void (*)(TF_Tensor*)>;

// TensorFlow does not tell who shares a tensor's memory: operations under way, results that are part of it or all of it under another
// shape. So the tensor gets a buffer of its own over the same memory. All others hold the former buffer, and while that is
// left, the memory counts two.
void donateTensor(Context& context, int32_t id) {
  Status status;
  TFE_TensorHandle* const handle = context.find(id);
  TensorPtr tensor(TFE_TensorHandleResolve(handle, status), TF_DeleteTensor);
  status.check("giving a tensor up");
  const TensorPtr own(secondTensor(tensor.get()), TF_DeleteTensor);
  if (!own) return;
  TFE_TensorHandle* const renewed = TFE_NewTensorHandle(own.get(), status);
  status.check("giving a tensor up");
  context.replace(id, renewed);
  tensor.reset();
  donate(TF_TensorData(own.get()));
}

}  // namespace

napi_value donate(napi_env env, napi_callback_info info) {
  const auto args = arguments(env, info, 1);
  Context& context = Context::of(env);
  const uint32_t count = arrayLength(env, args[0]);
  for (uint32_t i = 0; i < count; ++i) donateTensor(context, readInt32(env, element(env, args[0], i)));
  return undefined(env);
}

napi_value overwrittenTensors(napi_env env, napi_callback_info) { return writeInt32(env, overwrittenTensors()); }

napi_value endDonation(napi_env env, napi_callback_info) {
  endDonation();
  return undefined(env);
}

}  // namespace mma
