// Compiled once for each instruction set, under the name that MMA_STEPS says and for the numbers that MMA_FORM says. Nothing of the
// standard library may come in here: the linker would keep one copy for the whole addon, and that copy may need instructions that
// the processor lacks.
#include "steps.h"

#include "../../arithmetic/product.h"
#include "../../winograd/locate.h"
#include "../../winograd/passes.h"

namespace mma {
namespace filter_gradient {
namespace points {
namespace {

using winograd::POINTS;
using winograd::TILE;
using winograd::WINDOW;

typedef MMA_FORM Form;
typedef Form::Number Number;
typedef Form::Cell Cell;

constexpr int PLACES = Form::NUMBERS;
constexpr int TAPS = 3;

alignas(64) const Number ZEROS[winograd::MAX_CHANNELS] = {};

Cell* cellAt(const Factor& factor, int64_t plane, int64_t channel, int64_t cell) {
  return static_cast<Cell*>(factor.cells) + plane * factor.plane + channel / LANES * factor.block + cell * LANES;
}

// Takes the tiles of each cell to the points. `border`: how far a tile's pixels begin above and left of its outputs.
template <int size, int border, typename Pass>
INLINED void toPoints(const void* pixels, const Pictures& pictures, const Factor& factor, const Cells& cells, Pass pass) {
  for (int64_t cell = cells.begin; cell < cells.end; ++cell) {
    const Number* at[PLACES][size * size];
    for (int place = 0; place < PLACES; ++place) {
      const int64_t tile = cells.first + cell * PLACES + place;
      if (tile < pictures.tiles()) {
        winograd::locate<size, border>(static_cast<const Number*>(pixels), ZEROS, pictures, factor.channels, tile, at[place]);
      } else {
        for (auto& pixel : at[place]) pixel = ZEROS;
      }
    }
    for (int64_t c = 0; c < factor.channels; c += LANES) {
      Vec points[POINTS][PLACES];
      for (int place = 0; place < PLACES; ++place) {
        Vec half[WINDOW][size];
#pragma GCC unroll 6
        for (int k = 0; k < size; ++k) {
          pass([&](int r) { return Form::read(at[place][r * size + k] + c); }, [&](int r, Vec vec) { half[r][k] = vec; });
        }
#pragma GCC unroll 6
        for (int r = 0; r < WINDOW; ++r) {
          pass([&](int k) { return half[r][k]; }, [&](int k, Vec vec) { points[r * WINDOW + k][place] = vec; });
        }
      }
      Cell* const to = cellAt(factor, 0, c, cell);
#pragma GCC unroll 4
      for (int point = 0; point < POINTS; ++point) Form::write(to + point * factor.plane, points[point]);
    }
  }
}

void windows(const void* x, const Pictures& pictures, const Factor& factor, const Cells& cells) {
  toPoints<WINDOW, 1>(x, pictures, factor, cells,
                      [](auto in, auto out) __attribute__((always_inline)) { winograd::inputPass(in, out); });
}

void tiles(const void* dy, const Pictures& pictures, const Factor& factor, const Cells& cells) {
  toPoints<TILE, 0>(dy, pictures, factor, cells,
                    [](auto in, auto out) __attribute__((always_inline)) { winograd::slopePass(in, out); });
}

void fromPoints(const Gradient& points, const Inputs& place, float* dw, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) {
    for (int64_t o = 0; o < points.outputs; o += LANES) {
      const float* const from = points.data + i * points.outputs + o;
      Vec half[TAPS][WINDOW];
      for (int k = 0; k < WINDOW; ++k) {
        winograd::filterSlopePass([&](int r) { return load(from + (r * WINDOW + k) * points.plane); },
                                  [&](int r, Vec vec) { half[r][k] = vec; });
      }
      for (int r = 0; r < TAPS; ++r) {
        winograd::filterSlopePass([&](int k) { return half[r][k]; },
                                  [&](int k, Vec vec) {
                                    const int64_t row = (r * TAPS + k) * place.count + place.first + i;
                                    store(dw + row * points.outputs + o, vec);
                                  });
      }
    }
  }
}

void multiply(const Factor& left, const Factor& right, const Gradient& gradient, const Depth& depth, const Inputs& inputs,
              int64_t unit) {
  // A block has a multiple of them, and so many sums keep the multipliers busy.
  constexpr int rows = LANES < 8 ? LANES : REGISTERS == 32 ? 8 : 4;
  const int64_t panels = gradient.outputs / PANEL;
  const int64_t plane = unit / panels, panel = unit % panels;
  const Right<Cell> columns{cellAt(right, plane, panel * PANEL, 0), cellAt(right, plane, panel * PANEL + LANES, 0), LANES};
  for (int64_t i = 0; i < inputs.count; i += rows) {
    const int64_t channel = inputs.first + i;
    const LeftSideBySide<Cell> some{cellAt(left, plane, channel, 0) + channel % LANES, LANES};
    const Result result{gradient.data + plane * gradient.plane + i * gradient.outputs + panel * PANEL, gradient.outputs};
    if (depth.add) product<Form, rows, true>(some, columns, result, depth.cells);
    else product<Form, rows, false>(some, columns, result, depth.cells);
  }
}

}  // namespace

extern const Steps MMA_STEPS;
const Steps MMA_STEPS = {PANEL, LANES, PLACES, sizeof(Cell), windows, tiles, fromPoints, multiply};

}  // namespace points
}  // namespace filter_gradient
}  // namespace mma
