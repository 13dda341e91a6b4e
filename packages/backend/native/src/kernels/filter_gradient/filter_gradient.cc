#include "filter_gradient.h"

#include "../arithmetic/instructions.h"
#include "blocks/blocks.h"
#include "points/points.h"

namespace mma {
namespace filter_gradient {
namespace {

// Of a way's tables of steps the one for this processor; nullptr where there is none.
template <typename Steps>
const Steps* forBfloats(const Steps* table) {
  return hasBfloat16Products() ? table : nullptr;
}

const blocks::Steps* blockSteps(Numbers numbers) {
  using namespace blocks;
  static const Steps* const floats = best(MMA_COMPILED);
#if defined(__x86_64__)
  static const Steps* const bfloats = forBfloats(&STEPS_AVX512_BF16);
#else
  static const Steps* const bfloats = nullptr;
#endif
  return numbers == Numbers::FLOAT ? floats : bfloats;
}

const points::Steps* pointSteps(Numbers numbers) {
  using namespace points;
  static const Steps* const floats = best(MMA_COMPILED);
#if defined(__x86_64__)
  static const Steps* const bfloats = forBfloats(&STEPS_AVX512_BF16);
#else
  static const Steps* const bfloats = nullptr;
#endif
  return numbers == Numbers::FLOAT ? floats : bfloats;
}

}  // namespace

bool isPossible(Numbers numbers) { return blockSteps(numbers) != nullptr; }

bool suits(Numbers numbers, const Channels& channels) { return channels.out % blockSteps(numbers)->panel == 0; }

void filterGradient(Numbers numbers, const Factors& factors, float* dw) {
  const auto& atPoints = *pointSteps(numbers);
  if (points::suits(atPoints, factors)) points::filterGradient(atPoints, factors, dw);
  else blocks::filterGradient(*blockSteps(numbers), factors, dw);
}

}  // namespace filter_gradient
}  // namespace mma
