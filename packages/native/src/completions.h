#pragma once

#include <napi.h>

#include <memory>

#include "run-queue.h"

namespace zoo {

// The way back to one JavaScript thread. Keeps its event loop alive while work is under way, and only then.
class Completions {
 public:
  explicit Completions(Napi::Env env);

  // On the JavaScript thread, for each task that will come back.
  void Expect();
  // On the JavaScript thread: a task that was expected came back by another way.
  void Drop();
  // From any thread: settles the task on the JavaScript thread.
  void Post(std::shared_ptr<Task> task);

 private:
  static void Settle(Napi::Env env, Napi::Function, Completions* completions, std::shared_ptr<Task>* task);
  using Function = Napi::TypedThreadSafeFunction<Completions, std::shared_ptr<Task>, Settle>;

  Napi::Env env_;
  Function function_;
  size_t expected_ = 0;
};

}  // namespace zoo
