#pragma once

#include "kernel.h"

namespace mma {

// MmaKeep: a copy of its input in memory that lives from step to step.
void keep(Run& run);

}  // namespace mma
