#include "executable.h"

#include <chrono>
#include <optional>
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
// Beyond as many as may run at a time, threads of a model that may be in runs that were given up.
constexpr size_t kSpareThreads = 4;
}  // namespace

class Executable::Job : public Task {
 public:
  Job(Executable& owner, uint32_t id, std::vector<Feed> feeds, std::shared_ptr<const RunForm> form,
      std::optional<Clock::time_point> deadline, Napi::ObjectReference into)
      : owner_(owner),
        backend_(owner.running_->backend),
        id_(id),
        deferred_(Napi::Promise::Deferred::New(owner.Env())),
        feeds_(std::move(feeds)),
        form_(std::move(form)),
        deadline_(deadline),
        into_(std::move(into)) {}

  void Run(LaneState& lane) override {
    outcome_.Capture([&] {
      for (auto& feed : feeds_) feed.second.SampleCrops(cancelled);
      results_ = backend_->Run(lane, std::move(feeds_), {form_->fetches, cancelled, deadline_});
    });
    // Freed here where nobody wants them.
    if (cancelled) results_.clear();
    feeds_.clear();
    backend_.reset();
  }

  void Refuse(const Failure& failure) override {
    outcome_.Capture([&] { throw failure; });
  }

  void Settle() override {
    if (!cancelled) {
      zoo::Settle(deferred_, outcome_, [this]() -> Napi::Value {
        const Napi::Env env = owner_.Env();
        return prepared_.Take(results_) ? env.Undefined() : Entries(env);
      });
    }
    ReleaseJavaScript();
    Executable& owner = owner_;
    owner.jobs_.erase(id_);
    owner.Unref();
  }

  void Prepare(PreparedResults prepared) { prepared_ = std::move(prepared); }
  void RejectAsCancelled() { deferred_.Reject(ToError(owner_.Env(), "CANCELLED", "The run was cancelled.")); }
  Napi::Promise promise() const { return deferred_.Promise(); }

  // What belongs to JavaScript goes on its thread: the last to hold this may be another.
  void ReleaseJavaScript() {
    prepared_ = PreparedResults();
    into_.Reset();
  }

 private:
  Napi::Value Entries(Napi::Env env) {
    auto entries = Napi::Array::New(env, results_.size());
    for (uint32_t i = 0; i < results_.size(); i++) {
      const Napi::Value into = into_.IsEmpty() ? Napi::Value() : into_.Value().Get(i);
      entries.Set(i, ToEntry(env, std::move(results_[i]), into));
    }
    return entries;
  }

  Executable& owner_;  // kept by Ref until this settles; used on JavaScript's thread only
  std::shared_ptr<Backend> backend_;
  const uint32_t id_;
  const Napi::Promise::Deferred deferred_;
  std::vector<Feed> feeds_;
  const std::shared_ptr<const RunForm> form_;
  const std::optional<Clock::time_point> deadline_;
  Napi::ObjectReference into_;
  PreparedResults prepared_;
  std::vector<Tensor> results_;
  Outcome outcome_;
};

Executable::Running::Running(std::unique_ptr<Backend> made, std::shared_ptr<Mailbox> mailbox, size_t concurrency,
                             size_t limit)
    : backend(std::move(made)), queue(std::move(mailbox), concurrency, limit, concurrency + kSpareThreads) {}

Napi::Value MakeRunForm(const Napi::CallbackInfo& info) {
  using Shared = std::shared_ptr<const RunForm>;
  auto* form = new Shared(std::make_shared<RunForm>(ToRunForm(info[0].As<Napi::Array>(), info[1].As<Napi::Array>())));
  return Napi::External<Shared>::New(info.Env(), form, [](Napi::Env, Shared* owned) { delete owned; });
}

Napi::Function Executable::Define(Napi::Env env) {
  return DefineClass(env, "Executable",
                     {InstanceMethod<&Executable::Run>("run"), InstanceMethod<&Executable::Expect>("expect"),
                      InstanceMethod<&Executable::Prepare>("prepare"), InstanceMethod<&Executable::Cancel>("cancel"),
                      InstanceMethod<&Executable::GiveUp>("giveUp"),
                      InstanceMethod<&Executable::Dispose>("dispose")});
}

Napi::Object Executable::Create(AddonData& addon, std::unique_ptr<Backend> backend, size_t concurrency, size_t limit) {
  const Napi::Object object = addon.executable_class.New({});
  Executable* self = Unwrap(object);
  self->addon_ = &addon;
  self->running_ = std::make_shared<Running>(std::move(backend), addon.completions.mailbox(), concurrency, limit);
  addon.live.insert(self);
  return object;
}

Executable::Executable(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Executable>(info) {}

Executable::~Executable() {
  if (addon_ != nullptr) addon_->live.erase(this);
  for (const auto& [id, job] : jobs_) job->ReleaseJavaScript();
}

void Executable::Stop() {
  if (running_) running_->Stop();
  for (const auto& [id, job] : jobs_) job->ReleaseJavaScript();
  addon_ = nullptr;
}

bool Executable::Wait(Clock::time_point until) { return !running_ || running_->queue.Wait(until); }

Napi::Value Executable::Run(const Napi::CallbackInfo& info) {
  const uint32_t id = info[0].As<Napi::Number>().Uint32Value();
  const auto& form = *info[1].As<Napi::External<std::shared_ptr<const RunForm>>>().Data();
  const auto data = info[2].As<Napi::Array>();
  const auto arrays = info[3].As<Napi::Array>();
  std::optional<Clock::time_point> deadline;
  if (info[4].IsNumber()) {
    deadline = Clock::now() + std::chrono::milliseconds(info[4].As<Napi::Number>().Int64Value());
  }
  return OrThrow(info.Env(), [&] {
    // Disposed, or stopped because the process is ending.
    if (addon_ == nullptr) throw Failure("DISPOSED", "The model was disposed.");
    if (running_->queue.IsFull()) throw Failure("BUSY", "The run queue is full.");

    std::vector<Feed> feeds;
    Napi::ObjectReference into;
    if (arrays.Length() > 0) into = Napi::Persistent(arrays.As<Napi::Object>());
    if (BytesToCopy(data, addon_->lent) >= kExpectFrom) running_->queue.Expect();
    for (uint32_t i = 0; i < form->inputs.size(); i++) {
      feeds.push_back(ToFeed(form->inputs[i], data.Get(i), addon_->lent));
    }

    auto job = std::make_shared<Job>(*this, id, std::move(feeds), form, deadline, std::move(into));
    running_->queue.Submit(job);
    addon_->completions.Expect(*job);
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
  if (found == jobs_.end() || found->second->cancelled || addon_ == nullptr) return;
  const auto job = found->second;
  const bool was_waiting = running_ && running_->queue.Cancel(job);
  job->RejectAsCancelled();
  // Nobody waits for it any more, and the process may end meanwhile.
  addon_->completions.Drop(*job);
  if (was_waiting) job->Settle();
}

void Executable::GiveUp(const Napi::CallbackInfo& info) {
  const auto found = jobs_.find(info[0].As<Napi::Number>().Uint32Value());
  if (found == jobs_.end() || !running_ || addon_ == nullptr) return;
  const auto job = found->second;
  OrThrow(info.Env(), [&] {
    const auto end = running_->backend->GiveUp(job->cancelled);
    running_->queue.GiveUp(job);
    if (!end) return;
    // Away from the JavaScript thread: a library's own locks may be held. The backend outlives what it is asked to do.
    auto work = [end, backend = running_->backend] {
      end();
      return std::monostate();
    };
    InBackground(info.Env(), addon_->disposals, 0, std::move(work),
                 [](Napi::Env env, std::monostate) { return env.Undefined(); });
  });
}

Napi::Value Executable::Dispose(const Napi::CallbackInfo& info) {
  // lib/executable.ts disposes once, after the last run has settled. What still runs was cancelled, and nobody waits for it.
  AddonData* addon = std::exchange(addon_, nullptr);
  if (addon == nullptr || !running_) return info.Env().Undefined();
  addon->live.erase(this);
  // Threads are joined and the model is freed away from the JavaScript thread: both can take milliseconds.
  auto free = [running = std::move(running_)]() mutable {
    running->Stop();
    running->queue.Wait(Clock::now() + kGrace);
    running.reset();
    return std::monostate();
  };
  try {
    return InBackground(info.Env(), addon->disposals, 0, std::move(free),
                        [](Napi::Env env, std::monostate) { return env.Undefined(); });
  } catch (const Failure&) {
    // No thread is left, so the model was freed here, with the work that was refused.
    return info.Env().Undefined();
  }
}

}  // namespace zoo
