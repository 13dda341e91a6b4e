#include <cstdlib>
#include <string>

#include "steps.h"

namespace mma {
namespace winograd {
namespace {

#if defined(__x86_64__)
// What oneDNN is told to stay within holds for us too.
bool allowed(const std::string& wanted) {
  const char* const limit = std::getenv("ONEDNN_MAX_CPU_ISA");
  if (limit == nullptr) return true;
  const std::string named = limit;
  if (wanted == "AVX2") return named != "SSE41" && named != "AVX";
  return named.find(wanted) != std::string::npos || named.find("AVX10") != std::string::npos || named == "ALL" || named == "DEFAULT";
}

const Steps* choose() {
  if (__builtin_cpu_supports("avx512f") && allowed("AVX512")) return &STEPS_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && allowed("AVX2")) return &STEPS_AVX2;
  return nullptr;
}
#else
const Steps* choose() { return &STEPS_PLAIN; }
#endif

}  // namespace

const Steps* steps() {
  static const Steps* const chosen = choose();
  return chosen;
}

}  // namespace winograd
}  // namespace mma
