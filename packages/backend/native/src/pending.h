// What runs off JavaScript's thread, and the promises that wait for it.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>

#include "js.h"
#include "tensorflow/c/eager/c_api_experimental.h"
#include "worker.h"

namespace mma {

// One for each environment, used from its thread. The environment lives as long as a promise waits.
class Pending {
 public:
  explicit Pending(napi_env env);
  ~Pending() { stop(); }
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

  // Runs `work` on the worker, then `finish` on JavaScript's thread; the promise gets what that returns or throws.
  napi_value start(napi_env env, std::function<void()> work, std::function<napi_value(napi_env)> finish);

  // For the end of the process: cancels what runs, waits for the kernel in hand, and forgets the promises.
  void stop();

  TFE_CancellationManager* cancellation() { return cancellation_.get(); }

 private:
  struct Task {
    napi_deferred deferred;
    std::function<napi_value(napi_env)> finish;
  };
  static void settle(napi_env env, napi_value, void* context, void* data);

  Worker worker_;
  std::unique_ptr<TFE_CancellationManager, void (*)(TFE_CancellationManager*)> cancellation_{
      TFE_NewCancellationManager(), TFE_DeleteCancellationManager};
  napi_threadsafe_function settled_ = nullptr;
  std::unordered_map<uintptr_t, Task> tasks_;
  uintptr_t nextTask_ = 1;
};

}  // namespace mma
