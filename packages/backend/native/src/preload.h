// Loading shared libraries that TensorFlow asks for by name later.
#pragma once

#include <node_api.h>

namespace mma {

// preload(path): loads the library for the rest of the process; returns "" or the loader's own words on why it cannot be loaded.
// TensorFlow opens CUDA's libraries by their bare names while it starts. The loader then finds those that are loaded already,
// wherever they lie; a search path for it can only be given before the process starts.
napi_value preload(napi_env env, napi_callback_info info);

}  // namespace mma
