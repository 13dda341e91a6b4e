#include "scratch.h"

#include <memory>
#include <new>

#include "../large_pages.h"

namespace mma {
namespace {

constexpr std::align_val_t ALIGNMENT{64};

struct Free {
  void operator()(void* memory) const { ::operator delete(memory, ALIGNMENT); }
};

struct Block {
  std::unique_ptr<void, Free> memory;
  int64_t bytes = 0;
};

}  // namespace

void* scratch(Use use, int64_t bytes) {
  thread_local Block blocks[2];
  Block& block = blocks[use];
  if (bytes > block.bytes) {
    // The former one goes first: the two need not exist at once.
    block.memory.reset();
    block.bytes = 0;
    block.memory.reset(::operator new(static_cast<size_t>(bytes), ALIGNMENT));
    inLargePages(block.memory.get(), static_cast<size_t>(bytes));
    block.bytes = bytes;
  }
  return block.memory.get();
}

}  // namespace mma
