// Moving numbers into another order of axes on their way into TensorFlow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mma {

// Copies row-major numbers of 4 bytes so that axis i of the target is axis `axes[i]` of the source, whose sizes are `shape`.
// With more than one core, large ones are copied by two threads.
void permute(const uint32_t* source, const std::vector<int64_t>& shape, const std::vector<int64_t>& axes,
             uint32_t* target);

}  // namespace mma
