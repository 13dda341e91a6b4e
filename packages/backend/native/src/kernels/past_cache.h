// Which outputs are stored past the cache.
#pragma once

#include <cstdint>

namespace mma {

// One of so many bytes would push everything else out of the cache before it is read.
constexpr int64_t PAST_BYTES = 8 << 20;

}  // namespace mma
