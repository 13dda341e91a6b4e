// Compiled once for each instruction set, under the name that MMA_STEPS says. Nothing of C++'s standard library may come in here: the
// linker would keep one copy for the whole addon, and that copy may need instructions that the processor lacks.
#include "steps.h"

#include <cstring>

#include "../arithmetic/fetching.h"
#include "../arithmetic/product.h"

namespace mma {
namespace direct {
namespace {

// Numbers from row to row beside those of one: rows must not all begin at the same lines of the cache.
constexpr int64_t APART = 16;

constexpr int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
constexpr int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

// A tap's numbers for one panel, which lie in the filter line by line.
void packAsIs(const float* tap, int64_t inputs, int64_t outputs, int64_t first, float* to) {
  for (int64_t i = 0; i < inputs; ++i, to += PANEL) {
    for (int64_t o = 0; o < PANEL; o += LANES) store(to + o, load(tap + i * outputs + first + o));
  }
}

// The same of the filter with inputs and outputs exchanged: what lies apart comes side by side.
void packExchanged(const float* tap, int64_t outputs, int64_t first, float* to) {
  for (int64_t o = 0; o < outputs; o += LANES) {
    const int64_t count = smaller(LANES, outputs - o);
    alignas(64) float turned[LANES][PANEL];
    for (int64_t i = 0; i < PANEL; ++i) {
      const float* const line = tap + (first + i) * outputs + o;
      for (int64_t lane = 0; lane < count; ++lane) turned[lane][i] = line[lane];
    }
    std::memcpy(to + o * PANEL, turned, static_cast<size_t>(count) * sizeof(turned[0]));
  }
}

void pack(const Part& part, float* packed, const Range& panels) {
  const int64_t numbers = (part.exchanged ? part.outputs : part.inputs) * PANEL;
  float* to = packed + panels.begin * part.rows.count * part.columns.count * numbers;
  for (int64_t panel = panels.begin; panel < panels.end; ++panel) {
    for (int64_t y = 0; y < part.rows.count; ++y) {
      for (int64_t x = 0; x < part.columns.count; ++x, to += numbers) {
        const int64_t place = (part.rows.first + y * part.rows.step) * part.width + part.columns.first + x * part.columns.step;
        const float* const tap = part.filter + place * part.inputs * part.outputs;
        if (part.exchanged) packExchanged(tap, part.outputs, panel * PANEL, to);
        else packAsIs(tap, part.inputs, part.outputs, panel * PANEL, to);
      }
    }
  }
}

// The place of a window: its picture, row and column.
struct Place {
  int64_t picture;
  int64_t row;
  int64_t column;

  Place(const Grid& grid, int64_t window)
      : picture(window / grid.columns.windows / grid.rows.windows),
        row(window / grid.columns.windows % grid.rows.windows),
        column(window % grid.columns.windows) {}

  void next(const Grid& grid) {
    if (++column < grid.columns.windows) return;
    column = 0;
    if (++row < grid.rows.windows) return;
    row = 0;
    ++picture;
  }
};

// The numbers of a window, tap after tap, with zeros for the border. Taps of a row lie side by side in the picture, too.
void window(const float* read, const Grid& grid, int64_t channels, const Place& place, float* to) {
  const Axis &rows = grid.rows, &columns = grid.columns;
  const int64_t line = columns.taps * channels;
  const int64_t x = columns.first + place.column * columns.step;
  const int64_t before = smaller(larger(-x, 0), columns.taps), inside = larger(smaller(columns.read - x, columns.taps), before);
  const auto bytes = [channels](int64_t taps) { return static_cast<size_t>(taps * channels) * sizeof(float); };
  for (int64_t tap = 0; tap < rows.taps; ++tap, to += line) {
    const int64_t y = rows.first + place.row * rows.step + tap;
    if (y < 0 || y >= rows.read) {
      std::memset(to, 0, bytes(columns.taps));
      continue;
    }
    if (before > 0) std::memset(to, 0, bytes(before));
    const float* const from = read + ((place.picture * rows.read + y) * columns.read + x + before) * channels;
    std::memcpy(to + before * channels, from, bytes(inside - before));
    if (inside < columns.taps) std::memset(to + inside * channels, 0, bytes(columns.taps - inside));
  }
}

// A line of products with one panel in its last form; `at` is where it goes in the output.
INLINED void finishLine(const float* sums, const Convolution& convolution, int64_t at, int64_t channel) {
  const Finish& finish = convolution.finish;
#pragma GCC unroll 2
  for (int64_t o = 0; o < PANEL; o += LANES) {
    Vec vec = load(sums + o);
    if (finish.bias != nullptr) vec += load(finish.bias + channel + o);
    if (finish.sum != nullptr) vec += load(finish.sum + at + o);
    if (finish.relu) vec = vec > Vec{} ? vec : Vec{};
    float* const to = convolution.written + at + o;
    finish.past ? storePast(to, vec) : store(to, vec);
  }
}

int64_t depthOf(const Grid& grid, const Convolution& convolution) { return grid.taps() * convolution.inputs; }

void gather(const Grid& grid, const Convolution& convolution, const Range& windows, float* rows) {
  const int64_t row = depthOf(grid, convolution) + APART;
  Place place(grid, windows.begin);
  for (int64_t w = windows.begin; w < windows.end; ++w, rows += row, place.next(grid)) {
    window(convolution.read, grid, convolution.inputs, place, rows);
  }
}

// What windows read, where that is one pixel after the other; else nothing.
Rows rowsOf(const Grid& grid, const Convolution& convolution, const Range& windows) {
  if (grid.taps() != 1 || grid.rows.step != 1 || grid.columns.step != 1 || windows.begin == windows.end) return {nullptr, 0, 0, 0};
  const int64_t bytes = (windows.end - windows.begin) * convolution.inputs * static_cast<int64_t>(sizeof(float));
  return {reinterpret_cast<const char*>(convolution.read + windows.begin * convolution.inputs), bytes, bytes, 1};
}

void multiply(const Grid& grid, const Convolution& convolution, const Range& windows, const Range& panels,
              const float* rows, const Range& next) {
  const int64_t depth = depthOf(grid, convolution), row = depth + APART, outputs = convolution.outputs;
  const int64_t count = windows.end - windows.begin;
  // As many windows each time as can be: no remainder of one or two.
  const int64_t tiles = (count + ROWS - 1) / ROWS, tile = (count + tiles - 1) / tiles;
  Fetching fetching(rowsOf(grid, convolution, next), {nullptr, 0, 0, 0});
  for (int64_t panel = panels.begin; panel < panels.end; ++panel) {
    const float* const columns = convolution.filter + grid.firstTap * convolution.inputs * outputs + panel * depth * PANEL;
    Place result(grid, windows.begin);
    for (int64_t first = 0; first < count; first += tile) {
      const int64_t some = smaller(tile, count - first);
      alignas(64) float sums[ROWS * PANEL];
      productOf<Floats, false>(some, {rows + first * row, row, 1}, {columns, columns + LANES, PANEL}, {sums, PANEL}, depth, fetching);
      for (int64_t r = 0; r < some; ++r, result.next(grid)) {
        const int64_t y = grid.rows.firstWritten + result.row * grid.rows.stepWritten;
        const int64_t x = grid.columns.firstWritten + result.column * grid.columns.stepWritten;
        const int64_t at = ((result.picture * grid.rows.written + y) * grid.columns.written + x) * outputs + panel * PANEL;
        finishLine(sums + r * PANEL, convolution, at, panel * PANEL);
      }
    }
  }
  if (convolution.finish.past) stored();
}

}  // namespace

extern const Steps MMA_STEPS;
const Steps MMA_STEPS = {PANEL, ROWS, APART, pack, gather, multiply};

}  // namespace direct
}  // namespace mma
