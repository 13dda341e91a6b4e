#include "kept_memory.h"

#include <mutex>
#include <new>
#include <unordered_map>
#include <unordered_set>

#include "../large_pages.h"

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
    void* block = nullptr;
    if (free.empty()) {
      block = ::operator new(bytes, ALIGNMENT);
      inLargePages(block, bytes);
    } else {
      block = free.back();
      free.pop_back();
      waiting_ -= bytes;
    }
    tensors_[block] = 1;
    return block;
  }

  // Counts one more tensor over a block; false where `block` is none of ours.
  bool share(void* block) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto entry = tensors_.find(block);
    if (entry == tensors_.end()) return false;
    ++entry->second;
    return true;
  }

  void donate(void* block) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto entry = tensors_.find(block);
    if (entry != tensors_.end() && entry->second == 1) donated_.insert(block);
  }

  bool takeDonated(void* block) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (donated_.erase(block) == 0) return false;
    ++tensors_[block];
    ++overwritten_;
    return true;
  }

  void endDonation() {
    const std::lock_guard<std::mutex> lock(mutex_);
    donated_.clear();
    overwritten_ = 0;
  }

  int overwritten() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return overwritten_;
  }

  void giveBack(void* block, size_t bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto entry = tensors_.find(block);
    if (--entry->second > 0) return;
    tensors_.erase(entry);
    donated_.erase(block);
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
  // How many buffers of TensorFlow lie over each block. What TensorFlow knows to share memory has one buffer together.
  std::unordered_map<void*, int> tensors_;
  std::unordered_set<void*> donated_;
  int overwritten_ = 0;
  std::unordered_map<size_t, std::vector<void*>> free_;
  size_t used_ = 0;
  size_t waiting_ = 0;
};

Blocks& blocks() {
  // Never destroyed: tensors may be given back while the process ends.
  static auto* const all = new Blocks();
  return *all;
}

TF_Tensor* over(void* block, TF_DataType type, const std::vector<int64_t>& shape, size_t bytes) {
  const auto giveBack = [](void* given, size_t size, void*) { blocks().giveBack(given, size); };
  return TF_NewTensor(type, shape.data(), static_cast<int>(shape.size()), block, bytes, giveBack, nullptr);
}

TF_Tensor* overThatOf(const TF_Tensor* tensor) {
  return over(TF_TensorData(tensor), TF_TensorType(tensor), shapeOf(tensor), TF_TensorByteSize(tensor));
}

}  // namespace

std::vector<int64_t> shapeOf(const TF_Tensor* tensor) {
  std::vector<int64_t> shape(static_cast<size_t>(TF_NumDims(tensor)));
  for (size_t i = 0; i < shape.size(); ++i) shape[i] = TF_Dim(tensor, static_cast<int>(i));
  return shape;
}

TF_Tensor* keptTensor(TF_DataType type, const std::vector<int64_t>& shape, size_t bytes) {
  return over(blocks().take(bytes), type, shape, bytes);
}

TF_Tensor* secondTensor(const TF_Tensor* tensor) {
  return blocks().share(TF_TensorData(tensor)) ? overThatOf(tensor) : nullptr;
}

void donate(const void* block) { blocks().donate(const_cast<void*>(block)); }

TF_Tensor* donatedTensor(const TF_Tensor* tensor) {
  return blocks().takeDonated(TF_TensorData(tensor)) ? overThatOf(tensor) : nullptr;
}

int overwrittenTensors() { return blocks().overwritten(); }

void endDonation() { blocks().endDonation(); }

}  // namespace mma
