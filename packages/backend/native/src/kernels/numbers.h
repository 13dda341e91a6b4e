// The two kinds of numbers that our kernels read and write; they compute in float.
#pragma once

#include <cstdint>
#include <cstring>

#include "kernel.h"
#include "wide.h"

namespace mma {

struct Bfloat16 {
  uint16_t bits;
};

MMA_INLINE inline float toFloat(float value) { return value; }

MMA_INLINE inline float toFloat(Bfloat16 value) {
  const uint32_t bits = static_cast<uint32_t>(value.bits) << 16;
  float wide;
  std::memcpy(&wide, &bits, sizeof wide);
  return wide;
}

MMA_INLINE inline void store(float value, float& to) { to = value; }

// Rounds to nearest, ties to even; a NaN stays one.
MMA_INLINE inline void store(float value, Bfloat16& to) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  const bool number = (bits & 0x7fffffff) <= 0x7f800000;
  to.bits = static_cast<uint16_t>(number ? rounded : 0x7fc0);
}

template <typename Number>
Number* numbers(const Tensor& tensor) {
  return static_cast<Number*>(TF_TensorData(tensor.get()));
}

// Calls `work` with a number of the tensor's type.
template <typename Work>
void byType(const Tensor& tensor, const Work& work) {
  TF_TensorType(tensor.get()) == TF_BFLOAT16 ? work(Bfloat16{}) : work(float{});
}

}  // namespace mma
