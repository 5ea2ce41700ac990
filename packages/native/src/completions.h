#pragma once

#include <napi.h>

#include <memory>
#include <mutex>

#include "run-queue.h"

namespace zoo {

// Where threads leave tasks that are done. Outlives the environment it leads to, where threads do; from then on tasks are dropped.
class Mailbox {
 public:
  virtual ~Mailbox() = default;
  // From any thread.
  virtual void Post(std::shared_ptr<Task> task) = 0;
};

// The way back to one JavaScript thread. Keeps its event loop alive while work is under way, and only then.
class Completions {
 public:
  explicit Completions(Napi::Env env);

  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }
  // On the JavaScript thread, for each task that will come back.
  void Expect(Task& task);
  // On the JavaScript thread: nobody waits for the task any more, or it came back by another way. Twice is harmless.
  void Drop(Task& task);
  // On the JavaScript thread: the environment is closing, and no task comes back any more.
  void Close();

 private:
  class Way;
  static void Settle(Napi::Env env, Napi::Function, Completions* completions, std::shared_ptr<Task>* task);
  using Function = Napi::TypedThreadSafeFunction<Completions, std::shared_ptr<Task>, Settle>;

  Napi::Env env_;
  Function function_;
  std::shared_ptr<Mailbox> mailbox_;
  size_t expected_ = 0;
};

}  // namespace zoo
