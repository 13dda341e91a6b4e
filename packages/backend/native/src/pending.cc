#include "pending.h"

namespace mma {

Pending::Pending(napi_env env) {
  check(env, napi_create_threadsafe_function(env, nullptr, nullptr, writeString(env, "TensorFlow"), 0, 1, nullptr, nullptr,
                                             this, settle, &settled_));
  check(env, napi_unref_threadsafe_function(env, settled_));
  // Hooks run last in, first out: this one before the function above goes.
  check(env, napi_add_env_cleanup_hook(env, [](void* self) { static_cast<Pending*>(self)->stop(); }, this));
}

void Pending::stop() {
  TFE_CancellationManagerStartCancel(cancellation_.get());
  worker_.stop();
  tasks_.clear();
}

napi_value Pending::start(napi_env env, std::function<void()> work, std::function<napi_value(napi_env)> finish) {
  napi_value promise;
  napi_deferred deferred;
  check(env, napi_create_promise(env, &deferred, &promise));
  if (tasks_.empty()) check(env, napi_ref_threadsafe_function(env, settled_));
  const uintptr_t id = nextTask_++;
  tasks_.emplace(id, Task{deferred, std::move(finish)});
  worker_.submit([this, id, work = std::move(work)] {
    work();
    napi_call_threadsafe_function(settled_, reinterpret_cast<void*>(id), napi_tsfn_nonblocking);
  });
  return promise;
}

void Pending::settle(napi_env env, napi_value, void* context, void* data) {
  if (env == nullptr) return;  // it has ended while the result was on its way
  auto* self = static_cast<Pending*>(context);
  const auto entry = self->tasks_.find(reinterpret_cast<uintptr_t>(data));
  if (entry == self->tasks_.end()) return;  // stopped
  const Task task = std::move(entry->second);
  self->tasks_.erase(entry);
  if (self->tasks_.empty()) napi_unref_threadsafe_function(env, self->settled_);
  try {
    napi_resolve_deferred(env, task.deferred, task.finish(env));
  } catch (const std::exception& error) {
    napi_reject_deferred(env, task.deferred, createError(env, error.what()));
  }
}

}  // namespace mma
