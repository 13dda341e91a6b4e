#include "quiet.h"

#if !defined(_WIN32)
#include <fcntl.h>
#include <unistd.h>
#endif

namespace mma {
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

}  // namespace

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

}  // namespace mma
