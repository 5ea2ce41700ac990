#pragma once

#include <napi.h>

#include <string>
#include <unordered_set>

#include "completions.h"
#include "failure.h"
#include "lent-memory.h"
#include "run-queue.h"

namespace zoo {

class Executable;

// What one environment (the main thread, or a worker) owns. Nothing here is shared between environments; the opened
// libraries, which a process can hold only once, are.
struct AddonData {
  explicit AddonData(Napi::Env env);

  // Ends all work of the environment and waits for its threads.
  void Stop();

  Completions completions;
  // For what is slow but is no run: opening libraries, loading and freeing models.
  RunQueue background;
  LentMemory lent;
  Napi::FunctionReference executable_class;
  std::unordered_set<Executable*> live;
};

// An Error with `status` beside its message, for lib/ to make one of our classes of.
Napi::Value ToError(Napi::Env env, const std::string& status, const std::string& message);

// Does `work` for a caller in JavaScript, to whom a Failure is an Error.
template <typename Work>
auto OrThrow(Napi::Env env, Work work) {
  try {
    return work();
  } catch (const Failure& failure) {
    throw Napi::Error(env, ToError(env, failure.status, failure.what()));
  }
}

// Settles a promise with `answer()`, if all went well before and goes well there.
template <typename Answer>
void Settle(const Napi::Promise::Deferred& deferred, Outcome& outcome, Answer answer) {
  Napi::Value value;
  if (outcome.ok()) outcome.Capture([&] { value = answer(); });
  if (outcome.ok()) {
    deferred.Resolve(value);
  } else {
    deferred.Reject(ToError(deferred.Env(), outcome.status, outcome.message));
  }
}

}  // namespace zoo
