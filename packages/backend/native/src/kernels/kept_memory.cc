#include "kept_memory.h"

#include <mutex>
#include <new>
#include <unordered_map>

namespace mma {
namespace {

// What TensorFlow's kernels expect of a tensor's address.
constexpr std::align_val_t ALIGNMENT{64};

class Blocks {
 public:
  void* take(size_t bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    used_ += bytes;
    auto& free = free_[bytes];
    if (free.empty()) return ::operator new(bytes, ALIGNMENT);
    void* block = free.back();
    free.pop_back();
    waiting_ -= bytes;
    return block;
  }

  void giveBack(void* block, size_t bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    used_ -= bytes;
    // A step replaces each tensor by another of its size: more than are in use would never be wanted.
    if (waiting_ + bytes > used_) {
      ::operator delete(block, ALIGNMENT);
      return;
    }
    free_[bytes].push_back(block);
    waiting_ += bytes;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<size_t, std::vector<void*>> free_;
  size_t used_ = 0;
  size_t waiting_ = 0;
};

Blocks& blocks() {
  // Never destroyed: tensors may be given back while the process ends.
  static auto* const all = new Blocks();
  return *all;
}

}  // namespace

TF_Tensor* keptTensor(TF_DataType type, const std::vector<int64_t>& shape, size_t bytes) {
  const auto giveBack = [](void* block, size_t size, void*) { blocks().giveBack(block, size); };
  return TF_NewTensor(type, shape.data(), static_cast<int>(shape.size()), blocks().take(bytes), bytes, giveBack, nullptr);
}

}  // namespace mma
