#include "executable.h"

#include <string>
#include <utility>
#include <vector>

#include "addon.h"
#include "failure.h"
#include "js-feeds.h"
#include "js-results.h"

namespace zoo {

namespace {
// From this many bytes on it takes as long to copy the feeds as to wake a thread, so that one hides the other.
constexpr size_t kExpectFrom = 128 * 1024;
}  // namespace

class Executable::Job : public Task {
 public:
  Job(Executable& owner, uint32_t id, std::vector<Feed> feeds, std::shared_ptr<const RunForm> form, KeptObjects kept,
      Napi::ObjectReference into)
      : owner_(owner),
        backend_(*owner.backend_),
        id_(id),
        deferred_(Napi::Promise::Deferred::New(owner.Env())),
        feeds_(std::move(feeds)),
        form_(std::move(form)),
        kept_(std::move(kept)),
        into_(std::move(into)) {}

  void Run(size_t worker) override {
    outcome_.Capture([&] {
      for (auto& feed : feeds_) feed.second.SampleCrops();
      results_ = backend_.Run(worker, std::move(feeds_), form_->fetches, cancelled);
    });
  }

  void Settle() override {
    const Napi::Env env = owner_.Env();
    if (!cancelled) {
      if (outcome_.ok()) {
        deferred_.Resolve(prepared_.Take(results_) ? env.Undefined() : Entries(env));
      } else {
        deferred_.Reject(ToError(env, outcome_.status, outcome_.message));
      }
    }
    owner_.jobs_.erase(id_);
    owner_.Unref();
  }

  void Prepare(PreparedResults prepared) { prepared_ = std::move(prepared); }
  void RejectAsCancelled() { deferred_.Reject(ToError(owner_.Env(), "CANCELLED", "The run was cancelled.")); }
  Napi::Promise promise() const { return deferred_.Promise(); }

 private:
  Napi::Value Entries(Napi::Env env) {
    auto entries = Napi::Array::New(env, results_.size());
    for (uint32_t i = 0; i < results_.size(); i++) {
      const Napi::Value into = into_.IsEmpty() ? Napi::Value() : into_.Value().Get(i);
      entries.Set(i, ToEntry(env, std::move(results_[i]), into));
    }
    return entries;
  }

  Executable& owner_;  // kept by Ref while the job lives
  Backend& backend_;   // outlives the queue whose threads run this
  const uint32_t id_;
  const Napi::Promise::Deferred deferred_;
  std::vector<Feed> feeds_;
  const std::shared_ptr<const RunForm> form_;
  const KeptObjects kept_;
  const Napi::ObjectReference into_;
  PreparedResults prepared_;
  std::vector<Tensor> results_;
  Outcome outcome_;
};

// Joins the threads and frees the model away from the JavaScript thread: both can take milliseconds.
class Executable::Disposal : public Task {
 public:
  Disposal(Executable& owner) : deferred_(Napi::Promise::Deferred::New(owner.Env())) {
    queue_ = std::move(owner.queue_);
    backend_ = std::move(owner.backend_);
  }
  void Run(size_t) override {
    // Every promise is settled by now: what still runs was cancelled, and nobody waits for it.
    if (backend_) backend_->Interrupt();
    queue_.reset();
    backend_.reset();
  }
  void Settle() override { deferred_.Resolve(deferred_.Env().Undefined()); }
  Napi::Promise promise() const { return deferred_.Promise(); }

 private:
  const Napi::Promise::Deferred deferred_;
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<RunQueue> queue_;
};

Napi::Value MakeRunForm(const Napi::CallbackInfo& info) {
  using Shared = std::shared_ptr<const RunForm>;
  auto* form = new Shared(std::make_shared<RunForm>(ToRunForm(info[0].As<Napi::Array>(), info[1].As<Napi::Array>())));
  return Napi::External<Shared>::New(info.Env(), form, [](Napi::Env, Shared* owned) { delete owned; });
}

Napi::Function Executable::Define(Napi::Env env) {
  return DefineClass(env, "Executable",
                     {InstanceMethod<&Executable::Run>("run"), InstanceMethod<&Executable::Expect>("expect"),
                      InstanceMethod<&Executable::Prepare>("prepare"), InstanceMethod<&Executable::Cancel>("cancel"),
                      InstanceMethod<&Executable::Dispose>("dispose")});
}

Napi::Object Executable::Create(AddonData& addon, std::unique_ptr<Backend> backend, size_t concurrency, size_t limit) {
  const Napi::Object object = addon.executable_class.New({});
  Executable* self = Unwrap(object);
  self->addon_ = &addon;
  self->backend_ = std::move(backend);
  self->queue_ = std::make_unique<RunQueue>(addon.completions, concurrency, limit);
  addon.live.insert(self);
  return object;
}

Executable::Executable(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Executable>(info) {}

Executable::~Executable() {
  if (addon_ != nullptr) addon_->live.erase(this);
  queue_.reset();  // idle: a job under way keeps this object
}

void Executable::Stop() {
  if (backend_) backend_->Interrupt();
  if (queue_) queue_->Stop();
  addon_ = nullptr;
}

Napi::Value Executable::Run(const Napi::CallbackInfo& info) {
  const uint32_t id = info[0].As<Napi::Number>().Uint32Value();
  const auto& form = *info[1].As<Napi::External<std::shared_ptr<const RunForm>>>().Data();
  const auto data = info[2].As<Napi::Array>();
  const auto arrays = info[3].As<Napi::Array>();
  // Disposed, or stopped because the process is ending.
  if (!queue_ || addon_ == nullptr) throw Napi::Error(info.Env(), ToError(info.Env(), "DISPOSED", "The model was disposed."));

  std::vector<Feed> feeds;
  KeptObjects kept;
  Napi::ObjectReference into;
  if (arrays.Length() > 0) into = Napi::Persistent(arrays.As<Napi::Object>());
  if (BytesToCopy(data, addon_->lent) >= kExpectFrom) queue_->Expect();
  try {
    for (uint32_t i = 0; i < form->inputs.size(); i++) {
      feeds.push_back(ToFeed(form->inputs[i], data.Get(i), addon_->lent, kept));
    }
  } catch (const Failure& failure) {
    throw Napi::Error(info.Env(), ToError(info.Env(), failure.status, failure.what()));
  }

  auto job = std::make_shared<Job>(*this, id, std::move(feeds), form, std::move(kept), std::move(into));
  // Before the submission, which may come back at once.
  addon_->completions.Expect();
  if (!queue_->Submit(job)) {
    addon_->completions.Drop();
    throw Napi::Error(info.Env(), ToError(info.Env(), "BUSY", "The run queue is full."));
  }
  Ref();
  jobs_.emplace(id, job);
  return job->promise();
}

void Executable::Expect(const Napi::CallbackInfo&) {
  if (queue_) queue_->Expect();
}

void Executable::Prepare(const Napi::CallbackInfo& info) {
  const auto found = jobs_.find(info[0].As<Napi::Number>().Uint32Value());
  if (found == jobs_.end()) return;
  found->second->Prepare(PreparedResults(info[1].As<Napi::BigInt64Array>(), info[2].As<Napi::Array>()));
}

void Executable::Cancel(const Napi::CallbackInfo& info) {
  const auto found = jobs_.find(info[0].As<Napi::Number>().Uint32Value());
  if (found == jobs_.end() || found->second->cancelled) return;
  const auto job = found->second;
  const bool was_waiting = queue_ && queue_->Cancel(job);
  job->RejectAsCancelled();
  if (was_waiting) {
    addon_->completions.Drop();
    job->Settle();
  }
}

Napi::Value Executable::Dispose(const Napi::CallbackInfo& info) {
  // lib/executable.ts disposes once, after the last run has settled.
  if (addon_ == nullptr) {
    const auto nothing = Napi::Promise::Deferred::New(info.Env());
    nothing.Resolve(info.Env().Undefined());
    return nothing.Promise();
  }
  AddonData& addon = *addon_;
  addon.live.erase(this);
  auto disposal = std::make_shared<Disposal>(*this);
  addon.completions.Expect();
  if (!addon.background.Submit(disposal)) {
    addon.completions.Drop();
    disposal->Run(0);
    disposal->Settle();
  }
  return disposal->promise();
}

}  // namespace zoo
