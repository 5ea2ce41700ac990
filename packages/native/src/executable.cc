#include "executable.h"

#include <utility>
#include <variant>
#include <vector>

#include "addon.h"
#include "background.h"
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
        backend_(*owner.running_->backend),
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
    if (!cancelled) {
      zoo::Settle(deferred_, outcome_, [this]() -> Napi::Value {
        const Napi::Env env = owner_.Env();
        return prepared_.Take(results_) ? env.Undefined() : Entries(env);
      });
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
  self->running_ = std::make_unique<Running>(std::move(backend), addon.completions, concurrency, limit);
  addon.live.insert(self);
  return object;
}

Executable::Executable(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Executable>(info) {}

Executable::~Executable() {
  if (addon_ != nullptr) addon_->live.erase(this);
}

void Executable::Stop() {
  running_->backend->Interrupt();
  running_->queue.Stop();
  addon_ = nullptr;
}

Napi::Value Executable::Run(const Napi::CallbackInfo& info) {
  const uint32_t id = info[0].As<Napi::Number>().Uint32Value();
  const auto& form = *info[1].As<Napi::External<std::shared_ptr<const RunForm>>>().Data();
  const auto data = info[2].As<Napi::Array>();
  const auto arrays = info[3].As<Napi::Array>();
  return OrThrow(info.Env(), [&] {
    // Disposed, or stopped because the process is ending.
    if (addon_ == nullptr) throw Failure("DISPOSED", "The model was disposed.");
    if (running_->queue.IsFull()) throw Failure("BUSY", "The run queue is full.");

    std::vector<Feed> feeds;
    KeptObjects kept;
    Napi::ObjectReference into;
    if (arrays.Length() > 0) into = Napi::Persistent(arrays.As<Napi::Object>());
    if (BytesToCopy(data, addon_->lent) >= kExpectFrom) running_->queue.Expect();
    for (uint32_t i = 0; i < form->inputs.size(); i++) {
      feeds.push_back(ToFeed(form->inputs[i], data.Get(i), addon_->lent, kept));
    }

    auto job = std::make_shared<Job>(*this, id, std::move(feeds), form, std::move(kept), std::move(into));
    running_->queue.Submit(job);
    addon_->completions.Expect();
    Ref();
    jobs_.emplace(id, job);
    return job->promise();
  });
}

void Executable::Expect(const Napi::CallbackInfo&) {
  if (running_) running_->queue.Expect();
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
  const bool was_waiting = running_ && running_->queue.Cancel(job);
  job->RejectAsCancelled();
  if (was_waiting) {
    addon_->completions.Drop();
    job->Settle();
  }
}

Napi::Value Executable::Dispose(const Napi::CallbackInfo& info) {
  // lib/executable.ts disposes once, after the last run has settled. What still runs was cancelled, and nobody waits for it.
  if (addon_ != nullptr) std::exchange(addon_, nullptr)->live.erase(this);
  // Threads are joined and the model is freed away from the JavaScript thread: both can take milliseconds.
  auto free = [running = std::move(running_)]() mutable {
    running.reset();
    return std::monostate();
  };
  return OrThrow(info.Env(), [&] {
    return InBackground(info.Env(), std::move(free), [](Napi::Env env, std::monostate) { return env.Undefined(); });
  });
}

}  // namespace zoo
