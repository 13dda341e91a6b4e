// Calling into a core's own cache what it will read soon. Included only by what is compiled once for each instruction set.
#pragma once

#include "lanes.h"

namespace mma {
namespace {

// Rows of so many bytes each.
struct Rows {
  const char* at;
  int64_t bytes;
  int64_t apart;
  int64_t count;
};

// Fetches the lines of some rows, and then of others, one at each step.
class Fetching {
 public:
  Fetching(const Rows& first, const Rows& second) : rows_(first), then_(second), end_(first.at + first.bytes) {}

  INLINED void step() {
    if (rows_.count == 0) return;
    __builtin_prefetch(rows_.at, 0, 2);
    rows_.at += LINE;
    if (rows_.at >= end_) nextRow();
  }

 private:
  static constexpr int64_t LINE = 64;

  void nextRow() {
    rows_.at = end_ - rows_.bytes + rows_.apart;
    if (--rows_.count == 0) {
      rows_ = then_;
      then_.count = 0;
    }
    end_ = rows_.at + rows_.bytes;
  }

  Rows rows_;
  Rows then_;
  const char* end_;
};

}  // namespace
}  // namespace mma
