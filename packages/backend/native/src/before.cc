// A module of its own, without TensorFlow: what must be done before TensorFlow is loaded cannot be linked to it.
#include <node_api.h>

#include "js.h"
#include "preload.h"
#include "quiet.h"

namespace {

napi_value initialize(napi_env env, napi_value exports) {
  const auto define = [&](const char* name, napi_callback callback) {
    napi_value function;
    mma::check(env, napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function));
    mma::setProperty(env, exports, name, function);
  };
  try {
    define("silently", mma::silently);
    define("preload", mma::guarded<mma::preload>);
  } catch (const std::exception& error) {
    mma::throwToJs(env, error.what());
  }
  return exports;
}

}  // namespace

NAPI_MODULE(NODE_GYP_MODULE_NAME, initialize)
