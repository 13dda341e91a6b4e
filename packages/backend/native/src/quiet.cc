// A separate, tiny module without TensorFlow: libtensorflow writes notices to standard error while it is being loaded,
// before it reads TF_CPP_MIN_LOG_LEVEL, so that nothing inside it or linked to it can stop them.
#include <node_api.h>

#if !defined(_WIN32)
#include <fcntl.h>
#include <unistd.h>
#endif

namespace {

// Sends the process's standard error nowhere for as long as it lives.
class MutedStderr {
 public:
#if defined(_WIN32)
  MutedStderr() = default;
#else
  MutedStderr() : saved_(dup(STDERR_FILENO)) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (saved_ >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
    if (nowhere >= 0) close(nowhere);
  }
  ~MutedStderr() {
    if (saved_ < 0) return;
    dup2(saved_, STDERR_FILENO);
    close(saved_);
  }

 private:
  int saved_;
#endif
};

// silently(work): calls work() and returns what it returns; its exceptions pass through.
napi_value silently(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value work;
  napi_value undefined;
  napi_value result = nullptr;
  napi_get_cb_info(env, info, &count, &work, nullptr, nullptr);
  napi_get_undefined(env, &undefined);
  const MutedStderr muted;
  napi_call_function(env, undefined, work, 0, nullptr, &result);
  return result;
}

napi_value initialize(napi_env env, napi_value exports) {
  napi_value function;
  if (napi_create_function(env, "silently", NAPI_AUTO_LENGTH, silently, nullptr, &function) == napi_ok) {
    napi_set_named_property(env, exports, "silently", function);
  }
  return exports;
}

}  // namespace

NAPI_MODULE(NODE_GYP_MODULE_NAME, initialize)
