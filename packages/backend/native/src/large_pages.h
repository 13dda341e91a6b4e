// Memory in large pages: fewer of them to fault in, and fewer to look up.
#pragma once

#include <cstddef>

namespace mma {

// Asks for that for the whole mapping in which large memory lies: TensorFlow's pool, as a rule, of which most is still to be written.
// Small memory is left alone.
void inLargePages(const void* memory, size_t bytes);

}  // namespace mma
