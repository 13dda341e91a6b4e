#include "context.h"

#include <cstring>

#include "kernels/parallel.h"
#include "kernels/register.h"
#include "signals.h"
#include "status.h"

namespace mma {

void Context::install(napi_env env) {
  auto* context = new Context();
  const auto finalize = [](napi_env, void* data, void*) { delete static_cast<Context*>(data); };
  check(env, napi_set_instance_data(env, context, finalize, nullptr));
}

Context& Context::of(napi_env env) {
  void* data = nullptr;
  check(env, napi_get_instance_data(env, &data));
  return *static_cast<Context*>(data);
}

Context::~Context() {
  pending_.reset();
  for (const auto& entry : tensors_) TFE_DeleteTensorHandle(entry.second);
  if (context_ != nullptr) TFE_DeleteContext(context_);
}

void Context::start(const std::string& config, int32_t threads) {
  if (context_ != nullptr) throw Failure("TensorFlow has been started already");
  setKernelThreads(threads);
  registerKernels();
  const SignalsBlocked blocked;  // for the threads that start here
  Status status;
  TFE_ContextOptions* options = TFE_NewContextOptions();
  TFE_ContextOptionsSetConfig(options, config.data(), config.size(), status);
  TFE_ContextOptionsSetDevicePlacementPolicy(options, TFE_DEVICE_PLACEMENT_SILENT);
  TFE_Context* context = TFE_NewContext(options, status);
  TFE_DeleteContextOptions(options);
  status.check("starting TensorFlow");
  context_ = context;

  TF_DeviceList* list = TFE_ContextListDevices(context_, status);
  status.check("listing devices");
  for (int i = 0; i < TF_DeviceListCount(list); ++i) {
    Status each;
    const char* name = TF_DeviceListName(list, i, each);
    const char* type = TF_DeviceListType(list, i, each);
    if (TF_GetCode(each) != TF_OK) continue;
    devices_.emplace_back(name);
    if (gpu_.empty() && std::strcmp(type, "GPU") == 0) gpu_ = name;
  }
  TF_DeleteDeviceList(list);
}

TFE_Context* Context::get() {
  if (context_ == nullptr) throw Failure("TensorFlow has not been started");
  return context_;
}

Pending& Context::pending(napi_env env) {
  if (!pending_) pending_ = std::make_unique<Pending>(env);
  return *pending_;
}

void Context::stop() {
  if (pending_) pending_->stop();
}

int32_t Context::add(TFE_TensorHandle* handle) {
  // Ids wrap around after 2^31 tensors; live ones are skipped.
  while (tensors_.count(nextId_) != 0) nextId_ = nextId_ == INT32_MAX ? 0 : nextId_ + 1;
  const int32_t id = nextId_;
  nextId_ = nextId_ == INT32_MAX ? 0 : nextId_ + 1;
  tensors_.emplace(id, handle);
  return id;
}

TFE_TensorHandle* Context::find(int32_t id) const {
  const auto entry = tensors_.find(id);
  if (entry == tensors_.end()) throw Failure("tensor " + std::to_string(id) + " does not exist (disposed?)");
  return entry->second;
}

void Context::replace(int32_t id, TFE_TensorHandle* handle) {
  TFE_DeleteTensorHandle(find(id));
  tensors_[id] = handle;
}

void Context::remove(int32_t id) {
  TFE_DeleteTensorHandle(find(id));
  tensors_.erase(id);
}

}  // namespace mma
