// Compiled once for each instruction set, under the name that MMA_STEPS says and for the numbers that MMA_FORM says. Nothing of the
// standard library may come in here: the linker would keep one copy for the whole addon, and that copy may need instructions that
// the processor lacks.
#include "steps.h"

#include "../arithmetic/product.h"
#include "locate.h"
#include "passes.h"

namespace mma {
namespace winograd {
namespace {

constexpr int TAPS = 3;

constexpr int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

// Takes filters, whose taps have gone to a row of points along the other axis, to the points along this one.
template <typename Form, typename In>
INLINED void alongRow(In in, typename Form::Cell* to, int64_t stride) {
  Vec points[WINDOW][Form::NUMBERS];
#pragma GCC unroll 2
  for (int n = 0; n < Form::NUMBERS; ++n) {
    filterPass([&](int x) { return in(n, x); }, [&](int x, Vec vec) { points[x][n] = vec; });
  }
#pragma GCC unroll 6
  for (int x = 0; x < WINDOW; ++x) Form::write(to + x * stride, points[x]);
}

template <typename Form>
void filterAsIs(const Filter& filter, int64_t row, int64_t panel, typename Form::Cell* points) {
  const auto [in, out] = filter.channels;
  const float* const factors = FILTER_FACTORS[row];
  for (int64_t i = 0; i < in; i += Form::NUMBERS) {
    for (int64_t o = 0; o < PANEL; o += LANES, points += LANES) {
      const auto column = [&](int n, int x) {
        const auto tap = [&](int y) { return load(filter.data + ((y * TAPS + x) * in + i + n) * out + panel * PANEL + o); };
        return factors[0] * tap(0) + factors[1] * tap(1) + factors[2] * tap(2);
      };
      alongRow<Form>(column, points, strideOf(in * PANEL) / Form::NUMBERS);
    }
  }
}

template <typename Form>
void filterTurned(const Filter& filter, int64_t row, int64_t panel, typename Form::Cell* points) {
  const auto [in, out] = filter.channels;
  const float* const factors = FILTER_FACTORS[row];
  for (int64_t i = 0; i < in; i += LANES) {
    for (int64_t o = 0; o < PANEL; o += LANES) {
      // [tap of the row][input][output]: what lies apart in the filter comes side by side.
      alignas(64) float turned[TAPS][LANES][LANES];
      for (int x = 0; x < TAPS; ++x) {
        alignas(64) float lines[LANES][LANES];
        for (int r = 0; r < LANES; ++r) {
          const auto tap = [&](int y) {
            const int64_t place = (TAPS - 1 - y) * TAPS + TAPS - 1 - x;
            return load(filter.data + (place * out + panel * PANEL + o + r) * in + i);
          };
          store(lines[r], factors[0] * tap(0) + factors[1] * tap(1) + factors[2] * tap(2));
        }
        for (int r = 0; r < LANES; ++r) {
          for (int lane = 0; lane < LANES; ++lane) turned[x][lane][r] = lines[r][lane];
        }
      }
      for (int lane = 0; lane < LANES; lane += Form::NUMBERS) {
        alongRow<Form>([&](int n, int x) { return load(turned[x][lane + n]); },
                       points + (i + lane) / Form::NUMBERS * PANEL + o, strideOf(in * PANEL) / Form::NUMBERS);
      }
    }
  }
}

template <typename Form>
void filter(const Filter& filter, int64_t row, int64_t panel, void* points) {
  const auto way = filter.turned ? filterTurned<Form> : filterAsIs<Form>;
  way(filter, row, panel, static_cast<typename Form::Cell*>(points));
}

template <typename Pixels, typename Form>
void windows(const void* x, const Pictures& pictures, const Windows& windows, const Tiles& tiles) {
  typedef typename Pixels::Number Pixel;
  typedef typename Form::Number Number;
  alignas(64) const Pixel zeros[MAX_CHANNELS] = {};
  const Pixel* pixels[2][POINTS];
  const auto find = [&](int64_t tile) {
    locate<WINDOW, 1>(static_cast<const Pixel*>(x), zeros, pictures, windows.channels, tiles.first + tile, pixels[tile % 2]);
  };
  find(tiles.begin);
  for (int64_t tile = tiles.begin; tile < tiles.end; ++tile) {
    const auto& at = pixels[tile % 2];
    // Windows are too short for the processor to see where the next one lies: its pixels are fetched meanwhile.
    const int64_t following = smaller(tile + 1, tiles.end - 1);
    const auto& next = pixels[following % 2];
    if (following > tile) find(following);
    Number* const to = static_cast<Number*>(windows.data) + tile * windows.channels;
    for (int64_t c = 0; c < windows.channels; c += LANES) {
      Vec half[WINDOW][WINDOW];
#pragma GCC unroll 36
      for (int k = 0; k < POINTS; ++k) __builtin_prefetch(next[k] + c);
#pragma GCC unroll 6
      for (int k = 0; k < WINDOW; ++k) {
        inputPass([&](int r) { return Pixels::read(at[r * WINDOW + k] + c); }, [&](int r, Vec vec) { half[r][k] = vec; });
      }
#pragma GCC unroll 6
      for (int r = 0; r < WINDOW; ++r) {
        inputPass([&](int k) { return half[r][k]; },
                  [&](int k, Vec vec) { Form::put(to + (r * WINDOW + k) * windows.stride + c, vec); });
      }
    }
  }
}

template <typename Form>
void multiply(const Windows& windows, const void* filter, const Products& products, int64_t row, int64_t tiles) {
  typedef typename Form::Cell Cell;
  const int64_t depth = windows.channels / Form::NUMBERS;
  // As many tiles each time as can be: no remainder of one or two.
  const int64_t parts = (tiles + ROWS - 1) / ROWS, some = (tiles + parts - 1) / parts;
  for (int64_t x = 0; x < WINDOW; ++x) {
    const int64_t point = row * WINDOW + x;
    const Cell* const columns = static_cast<const Cell*>(filter) + x * strideOf(windows.channels * PANEL) / Form::NUMBERS;
    const Cell* const lines = static_cast<const Cell*>(windows.data) + point * windows.stride / Form::NUMBERS;
    float* const to = products.data + point * products.stride;
    for (int64_t tile = 0; tile < tiles; tile += some) {
      productOf<Form, false>(smaller(some, tiles - tile), {lines + tile * depth, depth, 1}, {columns, columns + LANES, PANEL},
                             {to + tile * products.channels, products.channels}, depth);
    }
  }
}

template <typename Pixels>
void output(const Products& products, const Pictures& pictures, const Output& output, const Tiles& tiles) {
  typedef typename Pixels::Number Pixel;
  const auto& [bias, sum, relu] = output.finish;
  Pixel* const y = static_cast<Pixel*>(output.data) + output.first;
  const Pixel* const shift = bias == nullptr ? nullptr : static_cast<const Pixel*>(bias) + output.first;
  const Pixel* const added = sum == nullptr ? nullptr : static_cast<const Pixel*>(sum) + output.first;
  for (int64_t tile = tiles.begin; tile < tiles.end; ++tile) {
    Pixel* at[TILE * TILE];
    locate<TILE, 0>(y, static_cast<Pixel*>(nullptr), pictures, output.channels, tiles.first + tile, at);
    const float* const from = products.data + tile * products.channels;
    for (int64_t c = 0; c < products.channels; c += LANES) {
      const Vec start = shift == nullptr ? Vec{} : Pixels::read(shift + c);
      Vec half[TILE][WINDOW];
#pragma GCC unroll 6
      for (int k = 0; k < WINDOW; ++k) {
        outputPass([&](int r) { return load(from + (r * WINDOW + k) * products.stride + c); },
                   [&](int r, Vec vec) { half[r][k] = vec; });
      }
#pragma GCC unroll 4
      for (int r = 0; r < TILE; ++r) {
        outputPass([&](int k) { return half[r][k]; },
                   [&](int k, Vec vec) {
                     Pixel* const to = at[r * TILE + k];
                     if (to == nullptr) return;
                     vec += start;
                     if (added != nullptr) vec += Pixels::read(added + (to - y) + c);
                     if (relu) vec = vec > Vec{} ? vec : Vec{};
                     output.past ? Pixels::putPast(to + c, vec) : Pixels::put(to + c, vec);
                   });
      }
    }
  }
  if (output.past) stored();
}

template <typename Pixels, typename Form>
constexpr Steps STEPS{PANEL,        ROWS,
                      sizeof(typename Pixels::Number), sizeof(typename Form::Number),
                      filter<Form>, windows<Pixels, Form>,
                      multiply<Form>, output<Pixels>};

}  // namespace

extern const Steps MMA_STEPS;
const Steps MMA_STEPS = STEPS<MMA_FORM, Floats>;

#if defined(__AVX512BF16__)
extern const Steps STEPS_ROUNDED;
const Steps STEPS_ROUNDED = STEPS<Bfloats, Bfloats>;
#endif

}  // namespace winograd
}  // namespace mma
