#include "parallel.h"

#include <algorithm>
#include <atomic>
#include <cfenv>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "../signals.h"

namespace mma {
namespace {

// Parts for each thread: a thread that something else holds up leaves its rest to the others.
constexpr int64_t PARTS = 16;

// How long a thread looks out for more to do before it sleeps: a few times as long as it takes to be woken.
constexpr std::chrono::microseconds LOOKING_OUT{100};
// Between two looks at the clock.
constexpr int LOOKS = 16;

// Tells the processor that this thread waits.
inline void rest() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Whether `seen` has become true meanwhile.
template <typename Seen>
bool lookOut(const Seen& seen) {
  const auto end = std::chrono::steady_clock::now() + LOOKING_OUT;
  do {
    for (int i = 0; i < LOOKS; ++i) {
      if (seen()) return true;
      rest();
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

class Job {
 public:
  Job(int64_t count, int64_t part, const std::function<void(int64_t, int64_t)>& work)
      : count_(count), part_(part), work_(work) {
    std::fegetenv(&arithmetic_);
  }

  // Takes part after part until none is left.
  void run() {
    for (;;) {
      const int64_t begin = next_.fetch_add(part_);
      if (begin >= count_) return;
      try {
        work_(begin, std::min(begin + part_, count_));
      } catch (...) {
        const std::lock_guard<std::mutex> lock(failed_);
        if (!failure_) failure_ = std::current_exception();
        next_ = count_;
      }
    }
  }

  // On another thread than the caller's: its arithmetic, too, is the caller's, since TensorFlow has denormal numbers flushed.
  void help() {
    std::fesetenv(&arithmetic_);
    run();
  }

  void finish() {
    if (failure_) std::rethrow_exception(failure_);
  }

  std::atomic<int> helpers{0};  // changed under the pool's mutex

 private:
  const int64_t count_;
  const int64_t part_;
  const std::function<void(int64_t, int64_t)>& work_;
  std::fenv_t arithmetic_;
  std::atomic<int64_t> next_{0};
  std::mutex failed_;
  std::exception_ptr failure_;
};

class Pool {
 public:
  void start(int threads) {
    const SignalsBlocked blocked;  // for the threads that start here
    // They sleep until the process ends.
    for (int i = 0; i < threads; ++i) std::thread([this] { serve(); }).detach();
  }

  void run(Job& job, int64_t wanted) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      jobs_.push_back(&job);
      open_ = jobs_.size();
    }
    for (int64_t i = 0; i < wanted; ++i) added_.notify_one();
    job.run();
    std::unique_lock<std::mutex> lock(mutex_);
    remove(&job);
    const auto alone = [&job] { return job.helpers == 0; };
    if (!alone()) {
      lock.unlock();
      lookOut(alone);
      lock.lock();
    }
    // Under the lock in any case: who helped has let go of the job only then.
    left_.wait(lock, alone);
  }

 private:
  void serve() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      if (jobs_.empty()) {
        lock.unlock();
        lookOut([this] { return open_ > 0; });
        lock.lock();
      }
      added_.wait(lock, [this] { return !jobs_.empty(); });
      Job* const job = jobs_.front();
      ++job->helpers;
      lock.unlock();
      job->help();
      lock.lock();
      remove(job);
      if (--job->helpers == 0) left_.notify_all();
    }
  }

  // Nothing is left to take from it.
  void remove(const Job* job) {
    const auto found = std::find(jobs_.begin(), jobs_.end(), job);
    if (found != jobs_.end()) jobs_.erase(found);
    open_ = jobs_.size();
  }

  std::mutex mutex_;
  std::condition_variable added_;
  std::condition_variable left_;
  std::deque<Job*> jobs_;
  std::atomic<size_t> open_{0};  // their number, for who has no lock
};

std::atomic<int> kernelThreads{1};

Pool& pool() {
  // Never destroyed: its threads may still be asleep in it while the process ends.
  static auto* const started = [] {
    auto* const made = new Pool();
    made->start(kernelThreads - 1);
    return made;
  }();
  return *started;
}

}  // namespace

void setKernelThreads(int threads) { kernelThreads = threads; }

void parallelFor(int64_t count, int64_t grain, const std::function<void(int64_t, int64_t)>& work) {
  if (count <= 0) return;
  const int64_t threads = kernelThreads;
  const int64_t grains = (count + grain - 1) / grain;
  if (threads < 2 || grains < 2) {
    work(0, count);
    return;
  }
  const int64_t part = grain * std::max<int64_t>(1, grains / (threads * PARTS));
  Job job(count, part, work);
  pool().run(job, std::min(threads, (count + part - 1) / part) - 1);
  job.finish();
}

}  // namespace mma
