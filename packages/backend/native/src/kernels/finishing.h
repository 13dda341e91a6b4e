// What a convolution of our own does with its sums before it stores them: the attributes and inputs that say so.
#pragma once

#include "../failure.h"
#include "kernel.h"

namespace mma {

struct Finishing {
  bool bias;
  bool sum;
  bool relu;

  explicit Finishing(TF_OpKernelConstruction* construction)
      : bias(readFlag(construction, "bias")), sum(readFlag(construction, "sum")), relu(readFlag(construction, "relu")) {}
};

// The bias and the sum of a run, whose other inputs are two, for an output of this shape.
class FinishArgs {
 public:
  FinishArgs(Run& run, const Finishing& how, const std::vector<int64_t>& shape) {
    require(run.inputCount() == 2 + how.bias + how.sum, "the number of args does not fit");
    if (how.bias) bias_ = run.input(2);
    if (how.sum) sum_ = run.input(2 + how.bias);
    require(!bias_ || TF_TensorElementCount(bias_.get()) == shape.back(), "the bias must have a number for each channel");
    require(!sum_ || shapeOf(sum_.get()) == shape, "what is added must have the output's shape");
  }

  // Numbers of the output's type.
  const void* bias() const { return dataOf(bias_); }
  const void* sum() const { return dataOf(sum_); }

 private:
  static const void* dataOf(const Tensor& tensor) { return tensor ? TF_TensorData(tensor.get()) : nullptr; }

  Tensor bias_{nullptr, TF_DeleteTensor};
  Tensor sum_{nullptr, TF_DeleteTensor};
};

}  // namespace mma
