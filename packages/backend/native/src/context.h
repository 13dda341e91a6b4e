// One TensorFlow eager context and the table of tensors that JavaScript knows by number. Used from one JS thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "js.h"
#include "pending.h"
#include "tensorflow/c/eager/c_api.h"

namespace mma {

class Context {
 public:
  // Per Node environment; ends with it.
  static void install(napi_env env);
  static Context& of(napi_env env);

  ~Context();

  // Starts TensorFlow with a serialized tensorflow.ConfigProto, and our own kernels with so many threads each; allowed once.
  void start(const std::string& config, int32_t threads);
  TFE_Context* get();

  // Work off JavaScript's thread.
  Pending& pending(napi_env env);
  void stop();

  int32_t add(TFE_TensorHandle* handle);  // takes ownership
  TFE_TensorHandle* find(int32_t id) const;
  void replace(int32_t id, TFE_TensorHandle* handle);  // takes ownership
  void remove(int32_t id);
  size_t tensorCount() const { return tensors_.size(); }

  // TensorFlow device names, such as "/job:localhost/replica:0/task:0/device:CPU:0".
  const std::vector<std::string>& devices() const { return devices_; }
  bool hasGpu() const { return !gpu_.empty(); }
  // The name of the first GPU; empty where there is none.
  const std::string& gpu() const { return gpu_; }

 private:
  TFE_Context* context_ = nullptr;
  std::unordered_map<int32_t, TFE_TensorHandle*> tensors_;
  int32_t nextId_ = 0;
  std::vector<std::string> devices_;
  std::string gpu_;
  std::unique_ptr<Pending> pending_;
};

}  // namespace mma
