#include "direct.h"

#include <algorithm>
#include <vector>

#include "../arithmetic/instructions.h"
#include "../parallel.h"
#include "../past_cache.h"
#include "../scratch.h"

namespace mma {
namespace direct {
namespace {

// Windows gathered at once: an eighth of what a core's own cache holds, so that filters and results pass through beside them.
constexpr int64_t WINDOWS_BYTES = 128 << 10;
// Parts of the work, where windows alone do not give as many: the panels of the filter are divided then.
constexpr int64_t PARTS = 16;

constexpr int64_t FLOAT_BYTES = sizeof(float);

int64_t roundUp(int64_t number, int64_t multiple) { return (number + multiple - 1) / multiple; }

// The taps that meet places `first`, `first` + stride, … of the input. The last tap comes first: it meets the first place of the
// gradient, `begins`. There may be none.
struct Turn {
  Part::Taps taps;
  int64_t begins;
};

Turn turnOf(const Window& window, int64_t first) {
  const int64_t start = first + window.padding, remainder = start % window.stride;
  const int64_t count = remainder < window.kernel ? (window.kernel - 1 - remainder) / window.stride + 1 : 0;
  const int64_t last = remainder + (count - 1) * window.stride;
  return {{last, -window.stride, count}, (start - last) / window.stride};
}

// Calls `work` for each first place with the turns of rows and columns, and the number of taps before them.
template <typename Work>
void eachTurn(const Window& window, const Work& work) {
  int64_t before = 0;
  for (int64_t y = 0; y < window.stride; ++y) {
    for (int64_t x = 0; x < window.stride; ++x) {
      const Turn rows = turnOf(window, y), columns = turnOf(window, x);
      work(y, x, rows, columns, before);
      before += rows.taps.count * columns.taps.count;
    }
  }
}

void packPart(const Part& part, int64_t outputs, float* packed) {
  parallelFor(outputs / steps()->panel, 1, [&](int64_t begin, int64_t end) { steps()->pack(part, packed, {begin, end}); });
}

struct Unit {
  const Grid* grid;
  Range windows;
  Range panels;
};

Range partOf(int64_t count, int64_t index, int64_t parts) { return {index * count / parts, (index + 1) * count / parts}; }

// In each unit some windows are gathered, and multiplied while they are in a core's own cache; what the next unit gathers, on whichever
// thread, is fetched meanwhile.
void run(const std::vector<Grid>& grids, const Convolution& convolution) {
  const Steps& arithmetic = *steps();
  const int64_t panels = convolution.outputs / arithmetic.panel;
  std::vector<Unit> units;
  int64_t bytes = 0;
  for (const Grid& grid : grids) {
    const int64_t windows = grid.windows();
    if (windows == 0) continue;
    const int64_t rowBytes = (grid.taps() * convolution.inputs + arithmetic.apart) * FLOAT_BYTES;
    const int64_t most = std::max<int64_t>(1, WINDOWS_BYTES / (rowBytes * arithmetic.rows)) * arithmetic.rows;
    const int64_t blocks = roundUp(windows, most), groups = std::min(panels, roundUp(PARTS, blocks));
    for (int64_t group = 0; group < groups; ++group) {
      for (int64_t block = 0; block < blocks; ++block) {
        units.push_back({&grid, partOf(windows, block, blocks), partOf(panels, group, groups)});
      }
    }
    bytes = std::max(bytes, roundUp(windows, blocks) * rowBytes);
  }
  parallelFor(static_cast<int64_t>(units.size()), 1, [&](int64_t begin, int64_t end) {
    float* const rows = static_cast<float*>(scratch(PART, bytes));
    for (int64_t i = begin; i < end; ++i) {
      const auto& [grid, windows, some] = units[static_cast<size_t>(i)];
      arithmetic.gather(*grid, convolution, windows, rows);
      const auto next = static_cast<size_t>(i + 1);
      const bool follows = next < units.size() && units[next].grid == grid;
      arithmetic.multiply(*grid, convolution, windows, some, rows, follows ? units[next].windows : Range{0, 0});
    }
  });
}

Convolution pastCache(Convolution convolution, const Pictures& written) {
  convolution.finish.past = written.count * written.height * written.width * convolution.outputs * FLOAT_BYTES >= PAST_BYTES;
  return convolution;
}

}  // namespace

const Steps* steps() {
  static const Steps* const chosen = best(MMA_COMPILED);
  return chosen;
}

void pack(const Filter& filter, const Window& window, float* packed) {
  const Part::Taps all{0, 1, window.kernel};
  packPart({filter.data, window.kernel, filter.inputs, filter.outputs, false, all, all}, filter.outputs, packed);
}

void packForGradient(const Filter& filter, const Window& window, float* packed) {
  eachTurn(window, [&](int64_t, int64_t, const Turn& rows, const Turn& columns, int64_t before) {
    const Part part{filter.data, window.kernel, filter.inputs, filter.outputs, true, rows.taps, columns.taps};
    packPart(part, filter.inputs, packed + before * filter.inputs * filter.outputs);
  });
}

void convolve(const Convolution& convolution, const Window& window, const Pictures& read, const Pictures& written) {
  const auto axis = [&window](int64_t from, int64_t to) {
    return Axis{from, to, to, -window.padding, window.stride, window.kernel, 0, 1};
  };
  run({{read.count, axis(read.height, written.height), axis(read.width, written.width), 0}}, pastCache(convolution, written));
}

void inputGradient(const Convolution& convolution, const Window& window, const Pictures& read, const Pictures& written) {
  std::vector<Grid> grids;
  eachTurn(window, [&](int64_t y, int64_t x, const Turn& rows, const Turn& columns, int64_t before) {
    const auto axis = [&window](int64_t from, int64_t to, int64_t first, const Turn& turn) {
      const int64_t places = first < to ? (to - 1 - first) / window.stride + 1 : 0;
      return Axis{from, to, places, turn.begins, 1, turn.taps.count, first, window.stride};
    };
    grids.push_back({read.count, axis(read.height, written.height, y, rows), axis(read.width, written.width, x, columns), before});
  });
  run(grids, pastCache(convolution, written));
}

}  // namespace direct
}  // namespace mma
