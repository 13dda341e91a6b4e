// What convolutions of our own ask of numbers of channels.
#pragma once

#include "../failure.h"
#include "winograd/steps.h"

namespace mma {

// `steps` are those for this processor. Who records has made sure of it all, but an op may be called by anybody.
template <typename Steps>
void requireChannels(const Steps* steps, const winograd::Channels& channels) {
  require(steps != nullptr, "this processor has no instructions for it");
  for (const int64_t count : {channels.in, channels.out}) {
    require(count % steps->panel == 0 && count <= winograd::MAX_CHANNELS, "the numbers of channels do not suit");
  }
}

}  // namespace mma
