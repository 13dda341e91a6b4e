// Memory of tensors that live from step to step, apart from TensorFlow's own pool.
//
// A training step needs the same blocks each time, and its pool serves them well as long as it is empty in between. A few
// long-lived tensors in the middle of it, such as new weights, leave holes that the next step's large blocks do not fit: the
// pool then grows by half.
//
// A tensor in such memory can be donated: nobody wants its numbers any more once the next operations have read them. One of our
// kernels may then write its output over them. That is refused for a tensor whose memory anything else still reads.
#pragma once

#include <vector>

#include "tensorflow/c/tf_tensor.h"

namespace mma {

std::vector<int64_t> shapeOf(const TF_Tensor* tensor);

// A tensor with unset contents; the caller owns it. Blocks that are given back serve later tensors of their size.
TF_Tensor* keptTensor(TF_DataType type, const std::vector<int64_t>& shape, size_t bytes);

// The same numbers under another buffer of TensorFlow's; the caller owns it. Null for a tensor that lies elsewhere.
TF_Tensor* secondTensor(const TF_Tensor* tensor);

// Gives the block at this address away, where one buffer alone lies over it.
void donate(const void* block);

// A tensor over the donated block of another, which can be taken once; the caller owns it. Null where it was not donated.
TF_Tensor* donatedTensor(const TF_Tensor* tensor);

// How many donated blocks have been taken so far.
int overwrittenTensors();

// What was donated and not taken is safe again.
void endDonation();

}  // namespace mma
