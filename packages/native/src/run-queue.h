#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "failure.h"

namespace zoo {

class Mailbox;

using Clock = std::chrono::steady_clock;

// What a thread of a queue keeps from one task to the next, such as a compiled model. Only that thread touches it, and frees
// it when it ends.
using LaneState = std::shared_ptr<void>;

// Work for a thread of ours, and what is left to do on the JavaScript thread when it is done. A thread may hold the last
// reference to a task after its environment has ended, so the destructor must not touch JavaScript.
class Task {
 public:
  virtual ~Task() = default;
  // On a thread of the queue. Must not throw.
  virtual void Run(LaneState& lane) = 0;
  // Instead of Run, on any thread: the queue has no thread left for the task.
  virtual void Refuse(const Failure& failure) = 0;
  // On the JavaScript thread, after Run or Refuse, or instead of them when the task was cancelled while it waited.
  virtual void Settle() = 0;

  // Read by work that can stop early.
  std::atomic<bool> cancelled{false};
  // Whether the event loop stays alive for it. Only for the JavaScript thread.
  bool expected = false;
};

// Threads of our own, so that libuv's four stay free for files and images. Each queue has at most `concurrency`
// threads, started when first needed, and is full when all are busy and `limit` tasks wait: a caller asks before it makes a task.
//
// No wait for a thread is unbounded, since a library may never return. A thread whose task does not end can be given up: another
// takes its place, and it ends by itself when the library returns. All that threads use is reference-counted, so a queue may go
// while some of its threads are still in a library.
class RunQueue {
 public:
  // `spare`: threads that may be given up at a time.
  RunQueue(std::shared_ptr<Mailbox> mailbox, size_t concurrency, size_t limit, size_t spare);
  ~RunQueue();

  // A task is about to be submitted: wakes a thread now, which then waits for it without sleeping, for a little while.
  void Expect();
  bool IsFull();
  // Takes the task, unless the queue is stopped. Throws Failure when it has no thread and none can be started, or all threads
  // are in tasks that should have ended and no more can be given up.
  bool Submit(std::shared_ptr<Task> task);
  // Marks the task; true when it was still waiting and is now out of the queue, never to run.
  bool Cancel(const std::shared_ptr<Task>& task);
  // The task should have ended: another thread takes the place of the one that runs it. False when it does not run, or too many
  // threads are given up already.
  bool GiveUp(const std::shared_ptr<Task>& task);
  // Drops what waits and marks what runs; true when something does. Twice is harmless.
  bool Stop();
  // After Stop: waits for the threads until then. False when some are left behind in a library.
  bool Wait(Clock::time_point until);

 private:
  struct Lane;
  struct State;
  const std::shared_ptr<State> state_;
};

}  // namespace zoo
