// How our own kernels see one run: inputs and outputs that free themselves, errors as exceptions.
#pragma once

#include <memory>
#include <vector>

#include "../large_pages.h"
#include "../status.h"
#include "kernel_api.h"
#include "kept_memory.h"

namespace mma {

using Tensor = std::unique_ptr<TF_Tensor, void (*)(TF_Tensor*)>;

class Run {
 public:
  explicit Run(TF_OpKernelContext* context) : context_(context) {}

  Tensor input(int index) {
    TF_Tensor* tensor = nullptr;
    Status status;
    TF_GetInput(context_, index, &tensor, status);
    status.check("reading an input");
    return Tensor(tensor, TF_DeleteTensor);
  }

  int inputCount() const { return TF_NumInputs(context_); }

  // Outputs in TensorFlow's own memory, with unset contents.
  Tensor newOutput(int index, const std::vector<int64_t>& shape) {
    size_t bytes = sizeof(float);
    for (const int64_t size : shape) bytes *= static_cast<size_t>(size);
    return newOutput(index, TF_FLOAT, shape, bytes);
  }

  Tensor newOutput(int index, TF_DataType type, const std::vector<int64_t>& shape, size_t bytes) {
    Status status;
    Tensor output(TF_AllocateOutput(context_, index, type, shape.data(), static_cast<int>(shape.size()), bytes, status),
                  TF_DeleteTensor);
    status.check("giving an output");
    inLargePages(TF_TensorData(output.get()), bytes);
    return output;
  }

  // Of the type and shape of `like`.
  Tensor outputLike(int index, const TF_Tensor* like) {
    return newOutput(index, TF_TensorType(like), shapeOf(like), TF_TensorByteSize(like));
  }

  // The same in the memory of an input of that type and shape, if nobody else reads that any more. Ask before `input` does for the
  // same one, since that counts as reading.
  Tensor outputOver(int input, int index, const TF_Tensor* like) {
    const auto shape = shapeOf(like);
    int taken = -1;
    Status status;
    Tensor output(TF_ForwardInputOrAllocateOutput(context_, &input, 1, index, shape.data(), static_cast<int>(shape.size()),
                                                  &taken, status),
                  TF_DeleteTensor);
    status.check("giving an output");
    return output;
  }

  // An output of the type and shape of `like`, in memory that lives from step to step.
  Tensor keptOutput(int index, const TF_Tensor* like) {
    return give(index, keptTensor(TF_TensorType(like), shapeOf(like), TF_TensorByteSize(like)));
  }

  // The same over `former` itself where that has been donated, so that each number must be read before it is written.
  Tensor keptOutputOver(int index, const TF_Tensor* former) {
    TF_Tensor* const donated = donatedTensor(former);
    return donated == nullptr ? keptOutput(index, former) : give(index, donated);
  }

 private:
  Tensor give(int index, TF_Tensor* made) {
    Tensor output(made, TF_DeleteTensor);
    Status status;
    TF_SetOutput(context_, index, output.get(), status);
    status.check("giving an output");
    return output;
  }

  TF_OpKernelContext* context_;
};

inline bool readFlag(TF_OpKernelConstruction* construction, const char* name) {
  unsigned char value = 0;
  Status status;
  TF_OpKernelConstruction_GetAttrBool(construction, name, &value, status);
  return value != 0;
}

inline float readFloat(TF_OpKernelConstruction* construction, const char* name) {
  float value = 0;
  Status status;
  TF_OpKernelConstruction_GetAttrFloat(construction, name, &value, status);
  return value;
}

inline int64_t readInt(TF_OpKernelConstruction* construction, const char* name) {
  int64_t value = 0;
  Status status;
  TF_OpKernelConstruction_GetAttrInt64(construction, name, &value, status);
  return value;
}

inline float* floats(const Tensor& tensor) { return static_cast<float*>(TF_TensorData(tensor.get())); }

// Runs a kernel's work; what it throws becomes TensorFlow's error.
template <typename Work>
void guarded(TF_OpKernelContext* context, Work work) {
  try {
    Run run(context);
    work(run);
  } catch (const std::exception& error) {
    Status status;
    TF_SetStatus(status, TF_INTERNAL, error.what());
    TF_OpKernelContext_Failure(context, status);
  }
}

// A kernel without attributes from a function of its run.
template <void (*work)(Run&)>
void compute(void*, TF_OpKernelContext* context) {
  guarded(context, work);
}

}  // namespace mma
