#pragma once

namespace mma {

// Makes our ops and their CPU kernels known to TensorFlow. Once a process, whoever calls.
void registerKernels();

}  // namespace mma
