// One thread that runs TensorFlow's functions, so that JavaScript's thread stays free meanwhile.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace mma {

// Work is done one after the other, in the order of `submit`. Starts its thread with the first work.
class Worker {
 public:
  Worker() = default;
  ~Worker() { stop(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void submit(std::function<void()> work);
  // Waits for the work in hand; what has not begun is dropped. Nothing can be submitted afterwards.
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace mma
