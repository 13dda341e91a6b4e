// Compiled once for each instruction set, under the name that MMA_STEPS says and for the numbers that MMA_FORM says. Nothing of the
// standard library may come in here: the linker would keep one copy for the whole addon, and that copy may need instructions that
// the processor lacks.
#include "steps.h"

#include "../../arithmetic/fetching.h"
#include "../../arithmetic/product.h"
#include "windows.h"

namespace mma {
namespace filter_gradient {
namespace blocks {
namespace {

typedef MMA_FORM Form;
typedef Form::Cell Cell;

// Cells from line to line beside those of one: lines must not all begin at the same place in the cache.
constexpr int64_t APART = 16;

// How a factor is laid out: a line of cells for as many positions as a cell holds.
int64_t lineOf(int64_t channels) { return (channels + LANES - 1) / LANES * LANES + APART; }
int64_t linesOf(int64_t positions) { return (positions + Form::NUMBERS - 1) / Form::NUMBERS; }

// Where a line's numbers lie, position by position.
template <typename F>
using Sources = const typename F::Number* [F::NUMBERS];

template <typename F>
INLINED void join(typename F::Cell* to, const Sources<F>& from, int64_t count) {
  for (int64_t i = 0; i < count; i += LANES) {
    Sources<F> at;
    for (int place = 0; place < F::NUMBERS; ++place) at[place] = from[place] + i;
    F::copy(to + i, at);
  }
}

template <typename F>
LeftSideBySide<typename F::Cell> windowsOf(const Factors& factors, const Block& block, const Range& positions, typename F::Cell* to) {
  const Geometry& geometry = factors.geometry;
  const int64_t rows = block.rows.count(), line = lineOf(rows);
  const LeftSideBySide<typename F::Cell> laid{to, line};
  if constexpr (F::NUMBERS == 1) {
    for (int64_t p = positions.begin; p < positions.end; ++p, to += line) copyWindow(factors, {geometry, p}, block.rows, to);
  } else {
    const bool readable = isPointwise(geometry) && rows % LANES == 0;
    auto* const rooms = reinterpret_cast<typename F::Number*>(to + linesOf(positions.count()) * line);
    for (int64_t p = positions.begin; p < positions.end; p += F::NUMBERS, to += line) {
      Sources<F> from;
      for (int i = 0; i < F::NUMBERS; ++i) {
        const Place place(geometry, p + i);
        auto* const room = rooms + i * line;
        from[i] = room;
        if (p + i >= positions.end) clear(room, rows);
        else if (readable) from[i] = pixelAt<typename F::Number>(factors, place.picture, place.top, place.left) + block.rows.begin;
        else copyWindow(factors, place, block.rows, room);
      }
      join<F>(to, from, rows);
    }
  }
  return laid;
}

template <typename F>
Right<typename F::Cell> gradientsOf(const Factors& factors, const Block& block, const Range& positions, typename F::Cell* to) {
  const int64_t channels = factors.channels.out, outputs = block.outputs.count(), line = lineOf(outputs);
  const auto* dy = static_cast<const typename F::Number*>(factors.dy) + positions.begin * channels + block.outputs.begin;
  if constexpr (F::NUMBERS == 1) {
    return {dy, dy + LANES, channels};
  } else {
    const Right<typename F::Cell> laid{to, to + LANES, line};
    for (int64_t p = positions.begin; p < positions.end; p += F::NUMBERS, to += line) {
      Sources<F> from;
      // Past the end any numbers will do: those of the windows are zeros there.
      for (int i = 0; i < F::NUMBERS; ++i) from[i] = dy + (p + i < positions.end ? i * channels : 0);
      join<F>(to, from, outputs);
      dy += F::NUMBERS * channels;
    }
    return laid;
  }
}

bool areWindowsInPlace(const Geometry& geometry) { return isPointwise(geometry) && geometry.stride == 1; }

template <typename F>
LeftSideBySide<typename F::Cell> inputsOf(const Factors& factors, const Block& block, const Range& positions, typename F::Cell* to) {
  if constexpr (F::NUMBERS == 1) {
    if (areWindowsInPlace(factors.geometry)) return {pixelAt<float>(factors, 0, 0, positions.begin) + block.rows.begin, factors.channels.in};
  }
  return windowsOf<F>(factors, block, positions, to);
}

// Some channels of the positions in [positions, channels].
Rows rowsOf(const void* numbers, const Range& positions, const Range& some, int64_t channels) {
  constexpr int64_t bytes = sizeof(Form::Number);
  const char* const from = static_cast<const char*>(numbers);
  return {from + (positions.begin * channels + some.begin) * bytes, some.count() * bytes, channels * bytes, positions.count()};
}

Fetching fetching(const Factors& factors, const Block& block, const Range& next) {
  const Rows gradients = rowsOf(factors.dy, next, block.outputs, factors.channels.out);
  const Range known = areWindowsInPlace(factors.geometry) ? next : Range{next.begin, next.begin};
  return {gradients, rowsOf(factors.x, known, block.rows, factors.channels.in)};
}

template <bool add>
void multiplyAll(const LeftSideBySide<Cell>& left, const Right<Cell>& right, const Block& block, float* sums, int64_t depth,
                 Fetching fetching) {
  // As many rows each time as can be: no remainder of one or two.
  const int64_t rows = block.rows.count(), tiles = (rows + ROWS - 1) / ROWS;
  for (int64_t panel = 0; panel < block.outputs.count(); panel += PANEL) {
    const Right<Cell> columns{right.first + panel, right.second + panel, right.depth};
    for (int64_t tile = 0; tile < tiles; ++tile) {
      const int64_t first = tile * rows / tiles, last = (tile + 1) * rows / tiles;
      const LeftSideBySide<Cell> some{left.at + first, left.depth};
      const Result result{sums + panel * rows + first * PANEL, PANEL};
      productOf<Form, add>(last - first, some, columns, result, depth, fetching);
    }
  }
}

// The windows, a line for what of them is read number by number before it is joined, and the gradients.
int64_t bytes(const Block& block, int64_t positions) {
  const int64_t lines = linesOf(positions);
  return ((lines + 1) * lineOf(block.rows.count()) + lines * lineOf(block.outputs.count())) * static_cast<int64_t>(sizeof(Cell));
}

void multiply(const Factors& factors, const Block& block, const Chunk& chunk, void* memory, float* sums, bool add) {
  Cell* const cells = static_cast<Cell*>(memory);
  const int64_t lines = linesOf(chunk.positions.count());
  const auto left = inputsOf<Form>(factors, block, chunk.positions, cells);
  const auto right = gradientsOf<Form>(factors, block, chunk.positions, cells + (lines + 1) * lineOf(block.rows.count()));
  const auto all = add ? multiplyAll<true> : multiplyAll<false>;
  all(left, right, block, sums, lines, fetching(factors, block, chunk.next));
}

void finish(const Sums& sums, const Block& block, const Range& rows, float* dw, int64_t outputs) {
  for (int64_t row = rows.begin; row < rows.end; ++row) {
    float* const to = dw + (block.rows.begin + row) * outputs + block.outputs.begin;
    for (int64_t o = 0; o < block.outputs.count(); o += LANES) {
      const float* const from = sums.data + o / PANEL * PANEL * block.rows.count() + row * PANEL + o % PANEL;
      Vec sum = load(from);
      for (int64_t i = 1; i < sums.count; ++i) sum += load(from + i * sums.apart);
      store(to + o, sum);
    }
  }
}

}  // namespace

extern const Steps MMA_STEPS;
const Steps MMA_STEPS = {PANEL, LANES, bytes, multiply, finish};

}  // namespace blocks
}  // namespace filter_gradient
}  // namespace mma
