// Memory of a thread for what lies between the steps of a kernel.
#pragma once

#include <cstdint>

namespace mma {

enum Use { WHOLE, PART };

// Of a whole kernel, or of a thread's part in one: the caller of parallelFor has both. It is this thread's until it asks again, and
// grows to what was needed most.
void* scratch(Use use, int64_t bytes);

}  // namespace mma
