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

// The JavaScript handle of one loaded model: { run, cancel, dispose }. lib/executable.ts is its only caller and has
// checked all that it passes.
class Executable : public Napi::ObjectWrap<Executable> {
 public:
  static Napi::Function Define(Napi::Env env);
  // A handle for a backend that a background task has made.
  static Napi::Object Create(AddonData& addon, std::unique_ptr<Backend> backend, size_t concurrency, size_t limit);

  explicit Executable(const Napi::CallbackInfo& info);
  ~Executable() override;

  // The environment is closing: end all work and wait for it.
  void Stop();

 private:
  class Job;

  // run(id, form, [data of a feed…], [array to write a result to…]) → Promise<[type, shape, data]…>
  Napi::Value Run(const Napi::CallbackInfo& info);
  // expect(): a run comes in microseconds.
  void Expect(const Napi::CallbackInfo& info);
  // prepare(id, form, [array for a result…]): what the run most likely answers, as lib/prepared-results.ts has it. When it does,
  // its results are written to the arrays and its promise resolves with undefined: JavaScript has made all else while the
  // library computed.
  void Prepare(const Napi::CallbackInfo& info);
  // cancel(id): the promise of that run rejects at once; what it computes is dropped.
  void Cancel(const Napi::CallbackInfo& info);
  // dispose() → Promise: waits for runs under way, then frees the model.
  Napi::Value Dispose(const Napi::CallbackInfo& info);

  // The model, and the threads that run it.
  struct Running {
    Running(std::unique_ptr<Backend> made, Completions& completions, size_t concurrency, size_t limit)
        : backend(std::move(made)), queue(completions, concurrency, limit) {}
    ~Running() { backend->Interrupt(); }
    std::unique_ptr<Backend> backend;
    RunQueue queue;  // goes first, and with it the threads
  };

  AddonData* addon_ = nullptr;
  std::unique_ptr<Running> running_;
  std::unordered_map<uint32_t, std::shared_ptr<Job>> jobs_;
};

}  // namespace zoo
