// How numbers lie that are summed over: as they are, or, in bfloat16, in twos, because processors multiply and add those at once.
#pragma once

#if defined(__AVX512BF16__)
#include <immintrin.h>
#endif

#include "lanes.h"

namespace mma {
namespace {

// Each float is a cell of its own.
struct Floats {
  typedef float Number;
  typedef float Cell;
  static constexpr int NUMBERS = 1;

  static INLINED Vec read(const Number* from) { return load(from); }
  // As many numbers as a vector has, side by side.
  static INLINED void put(Number* to, Vec numbers) { store(to, numbers); }
  // Past the cache, to an address that is a multiple of their size.
  static INLINED void putPast(Number* to, Vec numbers) { storePast(to, numbers); }
  static INLINED void write(Cell* to, const Vec (&numbers)[NUMBERS]) { store(to, numbers[0]); }
  static INLINED void copy(Cell* to, const Number* const (&from)[NUMBERS]) { store(to, load(from[0])); }

  typedef Vec Cells;
  static INLINED Cells cells(const Cell* from) { return load(from); }
  static INLINED Cells splatCell(Cell cell) { return splat(cell); }
  static INLINED void multiplyAdd(Vec& sum, Cells a, Cells b) { sum += a * b; }
};

#if defined(__AVX512BF16__)
// Two bfloat16 numbers are a cell, the first in its lower half.
struct Bfloats {
  typedef uint16_t Number;
  typedef uint32_t Cell;
  static constexpr int NUMBERS = 2;

  typedef Number Narrow __attribute__((vector_size(LANES * sizeof(Number)), aligned(alignof(Number)), may_alias));
  typedef Cell Wide __attribute__((vector_size(LANES * sizeof(Cell))));
  typedef Cell LooseWide __attribute__((vector_size(LANES * sizeof(Cell)), aligned(alignof(Cell)), may_alias));

  // One instruction, where compilers make six of a conversion of vectors.
  static INLINED Wide widen(Narrow numbers) {
    return reinterpret_cast<Wide>(_mm512_maskz_cvtepu16_epi32(0xffff, reinterpret_cast<__m256i>(numbers)));
  }
  static INLINED Wide widen(const Number* from) { return widen(*reinterpret_cast<const Narrow*>(from)); }
  static INLINED void join(Cell* to, Wide first, Wide second) { *reinterpret_cast<LooseWide*>(to) = first | second << 16; }

  static INLINED Vec read(const Number* from) { return reinterpret_cast<Vec>(widen(from) << 16); }
  static INLINED Narrow round(Vec vec) { return reinterpret_cast<Narrow>(_mm512_cvtneps_pbh(reinterpret_cast<__m512>(vec))); }
  static INLINED void put(Number* to, Vec numbers) { *reinterpret_cast<Narrow*>(to) = round(numbers); }
  static INLINED void putPast(Number* to, Vec numbers) {
    _mm256_stream_si256(reinterpret_cast<__m256i*>(to), reinterpret_cast<__m256i>(round(numbers)));
  }
  static INLINED void write(Cell* to, const Vec (&numbers)[NUMBERS]) {
    join(to, widen(round(numbers[0])), widen(round(numbers[1])));
  }
  static INLINED void copy(Cell* to, const Number* const (&from)[NUMBERS]) { join(to, widen(from[0]), widen(from[1])); }

  typedef __m512bh Cells;
  static INLINED Cells cells(const Cell* from) {
    return reinterpret_cast<Cells>(*reinterpret_cast<const LooseWide*>(from));
  }
  static INLINED Cells splatCell(Cell cell) {
    return reinterpret_cast<Cells>(cell - Wide{});
  }
  static INLINED void multiplyAdd(Vec& sum, Cells a, Cells b) {
    sum = reinterpret_cast<Vec>(_mm512_dpbf16_ps(reinterpret_cast<__m512>(sum), a, b));
  }
};
#endif

}  // namespace
}  // namespace mma
