#include "preload.h"

#if !defined(_WIN32)
#include <dlfcn.h>
#endif

#include <string>

#include "js.h"

namespace mma {

napi_value preload(napi_env env, napi_callback_info info) {
  const std::string path = readString(env, arguments(env, info, 1)[0]);
#if defined(_WIN32)
  return writeString(env, "loading " + path + " beforehand is not needed on Windows");
#else
  // Never closed: it is TensorFlow that needs it.
  if (dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL) != nullptr) return writeString(env, "");
  const char* reason = dlerror();
  return writeString(env, reason == nullptr ? "no reason given" : reason);
#endif
}

}  // namespace mma
