// Keeps signals away from TensorFlow's kernels.
#pragma once

#ifndef _WIN32
#include <csignal>
#endif

namespace mma {

// Blocks this thread's signals for as long as it lives; threads started meanwhile inherit that for good. oneDNN's generated
// matrix kernels use the stack pointer as a register like any other, so a handler that runs in the middle of one (Ctrl-C, a
// resized terminal, a profiler's clock) overwrites heap memory. A signal that comes is delivered afterwards, by a thread
// that can take it.
class SignalsBlocked {
 public:
#ifdef _WIN32
  SignalsBlocked() = default;
#else
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    // These report a fault of the very instruction; blocked, they would end the program without a word.
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT}) sigdelset(&all, fault);
    pthread_sigmask(SIG_BLOCK, &all, &former_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &former_, nullptr); }
#endif
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
#ifndef _WIN32
  sigset_t former_;
#endif
};

}  // namespace mma
