// The one exception type of the addon; `guarded` (js.h) turns it into a JavaScript Error.
#pragma once

#include <stdexcept>
#include <string>

namespace mma {

struct Failure : std::runtime_error {
  explicit Failure(const std::string& message) : std::runtime_error(message) {}
};

inline void require(bool holds, const char* what) {
  if (!holds) throw Failure(what);
}

}  // namespace mma
