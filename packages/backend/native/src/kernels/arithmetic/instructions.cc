#include "instructions.h"

#include <cstdlib>
#include <string>

namespace mma {
namespace {

#if defined(__x86_64__)

enum Level { SSE41, AVX, AVX2, AVX512, AVX512_BF16, UNLIMITED };

Level limit() {
  const char* const given = std::getenv("ONEDNN_MAX_CPU_ISA");
  const std::string named = given == nullptr ? "" : given;
  if (named == "SSE41") return SSE41;
  if (named == "AVX") return AVX;
  if (named.rfind("AVX2", 0) == 0) return AVX2;
  if (named == "AVX512_CORE" || named == "AVX512_CORE_VNNI") return AVX512;
  if (named == "AVX512_CORE_BF16" || named == "AVX512_CORE_FP16") return AVX512_BF16;
  return UNLIMITED;
}

#endif

}  // namespace

Instructions instructions() {
#if defined(__x86_64__)
  const Level most = limit();
  if (most >= AVX512 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")) return Instructions::AVX512;
  if (most >= AVX2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Instructions::AVX2;
  return Instructions::NONE;
#else
  return Instructions::PLAIN;
#endif
}

bool hasBfloat16Products() {
#if defined(__x86_64__)
  if (instructions() != Instructions::AVX512 || !__builtin_cpu_supports("avx512bf16")) return false;
  const Level most = limit();
  const bool tiles = most == UNLIMITED && __builtin_cpu_supports("amx-bf16");
  return most >= AVX512_BF16 && !tiles;
#else
  return false;
#endif
}

}  // namespace mma
