#pragma once

#include "kernel.h"

namespace mma {

// MmaKeep: a copy of its input in memory that lives from step to step.
void keep(Run& run);

// MmaKeepOver: the same, in place of a former tensor of that shape where it has been donated.
void keepOver(Run& run);

}  // namespace mma
