#include "permute.h"

#include <algorithm>
#include <thread>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace mma {
namespace {

// Numbers of a row that are written at once: a cache line. With TILE rows they fit the first-level cache.
constexpr size_t LINE = 16;
constexpr size_t TILE = 128;
constexpr size_t SQUARE = 4;
// Numbers from which a second thread is worth its start.
constexpr size_t LARGE = 1 << 18;

struct Axis {
  size_t size;
  size_t fromStep;
  size_t toStep;
};

// The axes longer than 1 in the source's order, with how far a step along each goes on both sides.
std::vector<Axis> axesOf(const std::vector<int64_t>& shape, const std::vector<int64_t>& axes) {
  std::vector<Axis> all(shape.size());
  size_t step = 1;
  for (size_t axis = shape.size(); axis-- > 0; step *= all[axis].size) {
    all[axis].size = static_cast<size_t>(shape[axis]);
    all[axis].fromStep = step;
  }
  step = 1;
  for (size_t i = axes.size(); i-- > 0;) {
    Axis& axis = all[static_cast<size_t>(axes[i])];
    axis.toStep = step;
    step *= axis.size;
  }
  all.erase(std::remove_if(all.begin(), all.end(), [](const Axis& axis) { return axis.size == 1; }), all.end());
  return all;
}

struct Place {
  size_t from;
  size_t to;
};

// Where the target's rows start on both sides, in the source's order, so that reading goes forward.
std::vector<Place> rowsOf(const std::vector<Axis>& outer) {
  std::vector<Place> rows{{0, 0}};
  for (const Axis& axis : outer) {
    std::vector<Place> longer;
    longer.reserve(rows.size() * axis.size);
    for (const Place& row : rows) {
      for (size_t i = 0; i < axis.size; ++i) longer.push_back({row.from + i * axis.fromStep, row.to + i * axis.toStep});
    }
    rows.swap(longer);
  }
  return rows;
}

// SQUARE × SQUARE numbers: columns `fromStep` apart become rows.
#ifdef __SSE2__
void copySquare(const uint32_t* from, size_t fromStep, uint32_t* target, const Place* rows) {
  const auto load = [&](size_t i) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i * fromStep)); };
  const auto store = [&](size_t row, __m128i value) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target + rows[row].to), value);
  };
  const __m128i low01 = _mm_unpacklo_epi32(load(0), load(1));
  const __m128i low23 = _mm_unpacklo_epi32(load(2), load(3));
  const __m128i high01 = _mm_unpackhi_epi32(load(0), load(1));
  const __m128i high23 = _mm_unpackhi_epi32(load(2), load(3));
  store(0, _mm_unpacklo_epi64(low01, low23));
  store(1, _mm_unpackhi_epi64(low01, low23));
  store(2, _mm_unpacklo_epi64(high01, high23));
  store(3, _mm_unpackhi_epi64(high01, high23));
}
#else
void copySquare(const uint32_t* from, size_t fromStep, uint32_t* target, const Place* rows) {
  for (size_t row = 0; row < SQUARE; ++row) {
    for (size_t i = 0; i < SQUARE; ++i) target[rows[row].to + i] = from[i * fromStep + row];
  }
}
#endif

void copyRows(const uint32_t* source, uint32_t* target, const Axis& inner, const Place* rows, size_t count) {
  // Squares need rows whose columns follow each other in the source.
  const bool dense = count > 0 && rows[count - 1].from - rows[0].from == count - 1;
  for (size_t tile = 0; tile < count; tile += TILE) {
    const size_t tileEnd = std::min(count, tile + TILE);
    for (size_t line = 0; line < inner.size; line += LINE) {
      const size_t length = std::min(LINE, inner.size - line);
      const uint32_t* column = source + line * inner.fromStep;
      size_t row = tile;
      for (; dense && length == LINE && row + SQUARE <= tileEnd; row += SQUARE) {
        for (size_t i = 0; i < LINE; i += SQUARE) {
          copySquare(column + rows[row].from + i * inner.fromStep, inner.fromStep, target + line + i, rows + row);
        }
      }
      for (; row < tileEnd; ++row) {
        for (size_t i = 0; i < length; ++i) target[rows[row].to + line + i] = column[rows[row].from + i * inner.fromStep];
      }
    }
  }
}

}  // namespace

void permute(const uint32_t* source, const std::vector<int64_t>& shape, const std::vector<int64_t>& axes,
             uint32_t* target) {
  std::vector<Axis> outer = axesOf(shape, axes);
  Axis inner{1, 1, 1};
  const auto last = std::find_if(outer.begin(), outer.end(), [](const Axis& axis) { return axis.toStep == 1; });
  if (last != outer.end()) {
    inner = *last;
    outer.erase(last);
  }
  const std::vector<Place> rows = rowsOf(outer);
  if (rows.size() * inner.size < LARGE || std::thread::hardware_concurrency() < 2) {
    copyRows(source, target, inner, rows.data(), rows.size());
    return;
  }
  const size_t half = rows.size() / 2;
  std::thread other([&] { copyRows(source, target, inner, rows.data(), half); });
  copyRows(source, target, inner, rows.data() + half, rows.size() - half);
  other.join();
}

}  // namespace mma
