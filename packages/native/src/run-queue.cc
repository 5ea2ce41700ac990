#include "run-queue.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

#include "completions.h"
#include "failure.h"

#ifndef _WIN32
#include <pthread.h>
#endif

namespace zoo {

namespace {
// Several times what it takes to check or copy the feeds for which a thread is woken early.
constexpr std::chrono::microseconds kAwaitFor{200};

// For debuggers and `top -H`.
void NameThread() {
#if defined(__linux__)
  pthread_setname_np(pthread_self(), "zoo");
#elif defined(__APPLE__)
  pthread_setname_np("zoo");
#endif
}
}  // namespace

RunQueue::RunQueue(Completions& completions, size_t concurrency, size_t limit)
    : completions_(completions), concurrency_(std::max<size_t>(concurrency, 1)), limit_(limit) {
  running_.resize(concurrency_);
}

void RunQueue::Expect() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (idle_ == 0 || awaited_) return;
    expected_ = true;
  }
  wake_.notify_one();
}

bool RunQueue::IsFull() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return queue_.size() + active_ >= concurrency_ + limit_;
}

bool RunQueue::Submit(std::shared_ptr<Task> task) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (stopped_) return false;
  queue_.push_back(std::move(task));
  // A thread is started only when no idle one will take the task: calls in sequence stay on one thread, and so on one
  // compiled model.
  if (queue_.size() > idle_ && threads_.size() < concurrency_ && !StartThread() && threads_.empty()) {
    queue_.pop_back();
    throw Failure("RESOURCE_EXHAUSTED", "The system has no thread left for the model.");
  }
  submitted_++;
  const bool awaited = std::exchange(awaited_, false);
  lock.unlock();
  if (!awaited) wake_.notify_one();
  return true;
}

bool RunQueue::StartThread() {
  try {
    const size_t worker = threads_.size();
    threads_.emplace_back([this, worker] { Work(worker); });
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

bool RunQueue::Cancel(const std::shared_ptr<Task>& task) {
  task->cancelled = true;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto place = std::find(queue_.begin(), queue_.end(), task);
  if (place == queue_.end()) return false;
  queue_.erase(place);
  return true;
}

void RunQueue::Stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    queue_.clear();
    for (const auto& task : running_) {
      if (task) task->cancelled = true;
    }
    threads.swap(threads_);
  }
  wake_.notify_all();
  for (auto& thread : threads) thread.join();
}

void RunQueue::AwaitSubmission(std::unique_lock<std::mutex>& lock) {
  const size_t seen = submitted_;
  awaited_ = true;
  lock.unlock();
  const auto end = std::chrono::steady_clock::now() + kAwaitFor;
  while (submitted_ == seen && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  lock.lock();
  awaited_ = false;
}

void RunQueue::Work(size_t worker) {
  NameThread();
  std::unique_lock<std::mutex> lock(mutex_);
  idle_++;
  while (true) {
    wake_.wait(lock, [this] { return stopped_ || expected_ || !queue_.empty(); });
    if (stopped_) return;
    if (std::exchange(expected_, false) && queue_.empty()) {
      AwaitSubmission(lock);
      continue;
    }
    idle_--;
    std::shared_ptr<Task> task = std::move(queue_.front());
    queue_.pop_front();
    running_[worker] = task;
    active_++;
    lock.unlock();

    task->Run(worker);

    lock.lock();
    running_[worker] = nullptr;
    active_--;
    // Idle before it is known to be done: whoever submits next upon that finds this thread free.
    idle_++;
    lock.unlock();
    completions_.Post(std::move(task));
    lock.lock();
  }
}

}  // namespace zoo
