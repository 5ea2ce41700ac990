#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace zoo {

class Completions;

// Work for a thread of ours, and what is left to do on the JavaScript thread when it is done.
class Task {
 public:
  virtual ~Task() = default;
  // On a queue's thread `worker`, 0 and up. Must not throw.
  virtual void Run(size_t worker) = 0;
  // On the JavaScript thread, after Run or instead of it when the task was cancelled while it waited.
  virtual void Settle() = 0;

  // Read by work that can stop early.
  std::atomic<bool> cancelled{false};
};

// Threads of our own, so that libuv's four stay free for files and images. Each queue has at most `concurrency`
// threads, started when first needed, and is full when all are busy and `limit` tasks wait: a caller asks before it makes a task.
class RunQueue {
 public:
  RunQueue(Completions& completions, size_t concurrency, size_t limit);
  ~RunQueue() { Stop(); }

  // A task is about to be submitted: wakes a thread now, which then waits for it without sleeping, for a little while.
  void Expect();
  bool IsFull();
  // Takes the task, unless the queue is stopped. Throws Failure when it has no thread and none can be started.
  bool Submit(std::shared_ptr<Task> task);
  // Marks the task; true when it was still waiting and is now out of the queue, never to run.
  bool Cancel(const std::shared_ptr<Task>& task);
  // Drops what waits, marks what runs, and waits for the threads. Twice is harmless; any thread but its own may call.
  void Stop();

 private:
  // False when the system has none left.
  bool StartThread();
  void Work(size_t worker);
  void AwaitSubmission(std::unique_lock<std::mutex>& lock);

  Completions& completions_;
  const size_t concurrency_;
  const size_t limit_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Task>> queue_;
  std::vector<std::shared_ptr<Task>> running_;  // one place a thread
  std::vector<std::thread> threads_;
  size_t idle_ = 0;
  size_t active_ = 0;  // tasks that are running
  bool stopped_ = false;
  bool expected_ = false;  // Expect was called, and no thread has seen it yet
  bool awaited_ = false;   // a thread is awake that will take the next task
  std::atomic<size_t> submitted_{0};
};

}  // namespace zoo
