// Memory of tensors that live from step to step, apart from TensorFlow's own pool.
//
// A training step needs the same blocks each time, and its pool serves them well as long as it is empty in between. A few
// long-lived tensors in the middle of it, such as new weights, leave holes that the next step's large blocks do not fit: the
// pool then grows by half.
#pragma once

#include <vector>

#include "tensorflow/c/tf_tensor.h"

namespace mma {

// A tensor with unset contents; the caller owns it. Blocks that are given back serve later tensors of their size.
TF_Tensor* keptTensor(TF_DataType type, const std::vector<int64_t>& shape, size_t bytes);

}  // namespace mma
