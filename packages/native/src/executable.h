#pragma once

#include <napi.h>

#include <memory>
#include <unordered_map>
#include <utility>

#include "backend.h"
#include "run-queue.h"

namespace zoo {

struct AddonData;

// runForm([[node, index, type, shape]…], [[node, index]…]) → what is fed and fetched, for run
Napi::Value MakeRunForm(const Napi::CallbackInfo& info);

// The JavaScript handle of one loaded model: { run, cancel, giveUp, dispose }. lib/executable.ts is its only caller and has
// checked all that it passes.
class Executable : public Napi::ObjectWrap<Executable> {
 public:
  static Napi::Function Define(Napi::Env env);
  // A handle for a backend that a background task has made.
  static Napi::Object Create(AddonData& addon, std::unique_ptr<Backend> backend, size_t concurrency, size_t limit);

  explicit Executable(const Napi::CallbackInfo& info);
  ~Executable() override;

  // The environment is closing: ends all work, without waiting for it, and lets go of what belongs to JavaScript.
  void Stop();
  // After Stop: waits until then for the threads. False when some are left behind in the library.
  bool Wait(Clock::time_point until);

 private:
  class Job;

  // run(id, form, [data of a feed…], [array to write a result to…], deadline in ms or undefined) → Promise<[type, shape, data]…>
  Napi::Value Run(const Napi::CallbackInfo& info);
  // expect(): a run comes in microseconds.
  void Expect(const Napi::CallbackInfo& info);
  // prepare(id, form, [array for a result…]): what the run most likely answers, as lib/prepared-results.ts has it. When it does,
  // its results are written to the arrays and its promise resolves with undefined: JavaScript has made all else while the
  // library computed.
  void Prepare(const Napi::CallbackInfo& info);
  // cancel(id): the promise of that run rejects at once; what it computes is dropped.
  void Cancel(const Napi::CallbackInfo& info);
  // giveUp(id): a run that was cancelled should have ended. If it has not, others no longer wait for its thread.
  void GiveUp(const Napi::CallbackInfo& info);
  // dispose() → Promise: waits a while for runs under way, then frees the model, or leaves that to the last of them.
  Napi::Value Dispose(const Napi::CallbackInfo& info);

  // The model, and the threads that run it.
  struct Running {
    Running(std::unique_ptr<Backend> made, std::shared_ptr<Mailbox> mailbox, size_t concurrency, size_t limit);
    // Ends the work, without waiting for it.
    void Stop() {
      if (queue.Stop()) backend->Interrupt();
    }
    const std::shared_ptr<Backend> backend;
    RunQueue queue;
  };

  AddonData* addon_ = nullptr;
  std::shared_ptr<Running> running_;
  std::unordered_map<uint32_t, std::shared_ptr<Job>> jobs_;
};

}  // namespace zoo
