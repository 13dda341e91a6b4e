// libtensorflow writes notices to standard error while it is being loaded, before it reads TF_CPP_MIN_LOG_LEVEL, so that nothing
// inside it or linked to it can stop them.
#pragma once

#include <node_api.h>

namespace mma {

// silently(work): calls work() with the process's standard error muted and returns what it returns; its exceptions pass through.
napi_value silently(napi_env env, napi_callback_info info);

}  // namespace mma
