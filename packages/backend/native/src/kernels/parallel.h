// Several threads for one kernel. TensorFlow's C API gives kernels no access to its own pool.
#pragma once

#include <cstdint>
#include <functional>

namespace mma {

// Threads of one kernel, the caller among them. Before the first parallelFor; later calls change nothing.
void setKernelThreads(int threads);

// Calls `work(begin, end)` for parts that together are [0, count), on several threads at once; returns when all is done. A part
// has at least `grain` numbers and begins at a multiple of it, so choose a grain that is worth some microseconds: a smaller
// count stays on the calling thread. What `work` throws is thrown here, once the parts in hand are done. Any thread may call,
// several at once, and `work` itself too.
void parallelFor(int64_t count, int64_t grain, const std::function<void(int64_t begin, int64_t end)>& work);

}  // namespace mma
