#include "keep.h"

#include <algorithm>
#include <cstring>

#include "parallel.h"

namespace mma {
namespace {

// Bytes that are worth another thread.
constexpr int64_t GRAIN = 1 << 18;

void copy(const Tensor& from, const Tensor& to) {
  const auto* source = static_cast<const char*>(TF_TensorData(from.get()));
  auto* target = static_cast<char*>(TF_TensorData(to.get()));
  if (source == target) return;
  parallelFor(static_cast<int64_t>(TF_TensorByteSize(from.get())), GRAIN, [=](int64_t begin, int64_t end) {
    std::memcpy(target + begin, source + begin, static_cast<size_t>(end - begin));
  });
}

}  // namespace

void keep(Run& run) {
  const Tensor given = run.input(0);
  copy(given, run.keptOutput(0, given.get()));
}

void keepOver(Run& run) {
  const Tensor given = run.input(0);
  const Tensor former = run.input(1);
  if (shapeOf(given.get()) != shapeOf(former.get())) throw Failure("a tensor and the former one must have one shape");
  copy(given, run.keptOutputOver(0, former.get()));
}

}  // namespace mma
