#pragma once

#include <napi.h>

#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "completions.h"
#include "failure.h"
#include "lent-memory.h"
#include "run-queue.h"

namespace zoo {

class Executable;

// How long a library may take to end what nobody wants any more, before the rest goes on without it.
constexpr std::chrono::milliseconds kGrace{2000};

// Work whose promise can be rejected while it goes on.
class CancellableTask : public Task {
 public:
  virtual void RejectAsCancelled() = 0;
};

// What one environment (the main thread, or a worker) owns. Nothing here is shared between environments; the opened
// libraries, which a process can hold only once, are.
struct AddonData {
  explicit AddonData(Napi::Env env);
  ~AddonData();

  // Ends all work of the environment and waits a while for its threads. Those that are in a library that does not return stay
  // there, with what they use. Twice is harmless.
  void Stop();

  Completions completions;
  // For what is slow but is no run: opening libraries and loading models.
  RunQueue background;
  // Apart from that, since freeing a model may mean to wait for its runs.
  RunQueue disposals;
  // Models that are being loaded, by the number that lib/loading.ts gave them.
  std::unordered_map<uint32_t, std::shared_ptr<CancellableTask>> loads;
  LentMemory lent;
  Napi::FunctionReference executable_class;
  std::unordered_set<Executable*> live;

 private:
  bool stopped_ = false;
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
