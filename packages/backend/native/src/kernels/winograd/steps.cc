// Compiled once for each instruction set, under the name that MMA_STEPS says. Nothing of the standard library may come in here: the
// linker would keep one copy for the whole addon, and that copy may need instructions that the processor lacks.
#include "steps.h"

#include "../arithmetic/product.h"
#include "locate.h"
#include "passes.h"

namespace mma {
namespace winograd {
namespace {

constexpr int64_t TAPS = 3;

constexpr int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

void filterToPoints(const Vec (&taps)[TAPS][TAPS], float* to, int64_t stride) {
  Vec half[WINDOW][TAPS];
  for (int x = 0; x < TAPS; ++x) {
    filterPass([&](int y) { return taps[y][x]; }, [&](int y, Vec vec) { half[y][x] = vec; });
  }
  for (int y = 0; y < WINDOW; ++y) {
    filterPass([&](int x) { return half[y][x]; }, [&](int x, Vec vec) { store(to + (y * WINDOW + x) * stride, vec); });
  }
}

void filter(const Filter& filter, float* points, int64_t begin, int64_t end) {
  const auto [data, inputs, outputs] = filter;
  for (int64_t i = begin; i < end; ++i) {
    for (int64_t o = 0; o < outputs; o += LANES) {
      Vec taps[TAPS][TAPS];
      for (int y = 0; y < TAPS; ++y) {
        for (int x = 0; x < TAPS; ++x) taps[y][x] = load(data + ((y * TAPS + x) * inputs + i) * outputs + o);
      }
      filterToPoints(taps, points + ((o / PANEL) * inputs + i) * PANEL + o % PANEL, strideOf(inputs * outputs));
    }
  }
}

void turnedFilter(const Filter& filter, float* points, int64_t begin, int64_t end) {
  const auto [data, inputs, outputs] = filter;
  for (int64_t o = begin * PANEL; o < end * PANEL; o += LANES) {
    for (int64_t i = 0; i < inputs; i += LANES) {
      // [tap][output][input]: what lies apart in the filter comes side by side.
      alignas(64) float turned[TAPS * TAPS][LANES][LANES];
      for (int64_t tap = 0; tap < TAPS * TAPS; ++tap) {
        const float* const from = data + ((TAPS * TAPS - 1 - tap) * inputs + i) * outputs + o;
        for (int r = 0; r < LANES; ++r) {
          for (int c = 0; c < LANES; ++c) turned[tap][c][r] = from[r * outputs + c];
        }
      }
      for (int lane = 0; lane < LANES; ++lane) {
        Vec taps[TAPS][TAPS];
        for (int tap = 0; tap < TAPS * TAPS; ++tap) taps[tap / TAPS][tap % TAPS] = load(turned[tap][lane]);
        float* const to = points + ((i / PANEL) * outputs + o + lane) * PANEL + i % PANEL;
        filterToPoints(taps, to, strideOf(inputs * outputs));
      }
    }
  }
}

void input(const float* x, const Pictures& pictures, const AtPoints& points, int64_t first, int64_t begin, int64_t end) {
  alignas(64) const float zeros[MAX_CHANNELS] = {};
  for (int64_t tile = begin; tile < end; ++tile) {
    const float* at[POINTS];
    locate<WINDOW, 1>(x, zeros, pictures, points.channels, first + tile, at);
    float* const to = points.data + tile * points.channels;
    for (int64_t c = 0; c < points.channels; c += LANES) {
      Vec half[WINDOW][WINDOW];
#pragma GCC unroll 6
      for (int k = 0; k < WINDOW; ++k) {
        inputPass([&](int r) { return load(at[r * WINDOW + k] + c); }, [&](int r, Vec vec) { half[r][k] = vec; });
      }
#pragma GCC unroll 6
      for (int r = 0; r < WINDOW; ++r) {
        inputPass([&](int k) { return half[r][k]; },
                  [&](int k, Vec vec) { store(to + (r * WINDOW + k) * points.stride + c, vec); });
      }
    }
  }
}

void multiply(const AtPoints& input, const float* filter, const AtPoints& output, int64_t tiles, int64_t begin, int64_t end) {
  const int64_t panels = output.channels / PANEL;
  // As many rows each time as can be: no remainder of one or two.
  const int64_t rows = (tiles + (tiles + ROWS - 1) / ROWS - 1) / ((tiles + ROWS - 1) / ROWS);
  for (int64_t unit = begin; unit < end; ++unit) {
    const int64_t point = unit / panels, panel = unit % panels;
    const float* const columns = filter + point * strideOf(input.channels * output.channels) + panel * input.channels * PANEL;
    const Right<float> right{columns, columns + LANES, PANEL};
    for (int64_t tile = 0; tile < tiles; tile += rows) {
      const Left<float> left{input.data + point * input.stride + tile * input.channels, input.channels, 1};
      const Result result{output.data + point * output.stride + tile * output.channels + panel * PANEL, output.channels};
      productOf<Floats, false>(smaller(rows, tiles - tile), left, right, result, input.channels);
    }
  }
}

void output(const AtPoints& points, const Pictures& pictures, const Finish& finish, float* y, int64_t first, int64_t begin,
            int64_t end) {
  alignas(64) float outside[MAX_CHANNELS];
  for (int64_t tile = begin; tile < end; ++tile) {
    float* at[TILE * TILE];
    locate<TILE, 0>(y, outside, pictures, points.channels, first + tile, at);
    const float* const from = points.data + tile * points.channels;
    for (int64_t c = 0; c < points.channels; c += LANES) {
      const Vec bias = finish.bias == nullptr ? Vec{} : load(finish.bias + c);
      Vec half[TILE][WINDOW];
#pragma GCC unroll 6
      for (int k = 0; k < WINDOW; ++k) {
        outputPass([&](int r) { return load(from + (r * WINDOW + k) * points.stride + c); },
                   [&](int r, Vec vec) { half[r][k] = vec; });
      }
#pragma GCC unroll 4
      for (int r = 0; r < TILE; ++r) {
        outputPass([&](int k) { return half[r][k]; },
                   [&](int k, Vec vec) {
                     float* const to = at[r * TILE + k];
                     vec += bias;
                     if (finish.sum != nullptr && to != outside) vec += load(finish.sum + (to - y) + c);
                     if (finish.relu) vec = vec > Vec{} ? vec : Vec{};
                     store(to + c, vec);
                   });
      }
    }
  }
}

}  // namespace

extern const Steps MMA_STEPS;
const Steps MMA_STEPS = {PANEL, filter, turnedFilter, input, multiply, output};

}  // namespace winograd
}  // namespace mma
