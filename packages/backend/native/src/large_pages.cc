#include "large_pages.h"

#if defined(__linux__)
#include <sys/mman.h>

#include <cinttypes>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#endif

namespace mma {

#if defined(__linux__)

namespace {

constexpr size_t LARGE = 4 << 20;

struct Mapping {
  uintptr_t begin;
  uintptr_t end;
};

// The mapping of this process that an address lies in; an empty one where the system does not tell.
Mapping mappingOf(uintptr_t address) {
  std::ifstream maps("/proc/self/maps");
  std::string line;
  while (std::getline(maps, line)) {
    Mapping each{};
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR, &each.begin, &each.end) != 2) break;
    if (address >= each.begin && address < each.end) return each;
  }
  return {};
}

class Advised {
 public:
  void add(uintptr_t address) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto next = ends_.upper_bound(address);
    if (next != ends_.end() && next->second <= address) return;
    const Mapping found = mappingOf(address);
    if (found.end == 0) return;
    // Advice alone: what the system makes of it changes nothing but time.
    madvise(reinterpret_cast<void*>(found.begin), found.end - found.begin, MADV_HUGEPAGE);
    ends_[found.end] = found.begin;
  }

 private:
  std::mutex mutex_;
  // Where what has been asked for begins, by its end.
  std::map<uintptr_t, uintptr_t> ends_;
};

}  // namespace

void inLargePages(const void* memory, size_t bytes) {
  static auto* const advised = new Advised();
  if (bytes >= LARGE) advised->add(reinterpret_cast<uintptr_t>(memory));
}

#else

void inLargePages(const void*, size_t) {}

#endif

}  // namespace mma
