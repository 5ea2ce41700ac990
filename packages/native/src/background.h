#pragma once

#include <napi.h>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "addon.h"

namespace zoo {

// Slow work whose result becomes a promise's: `work` on a thread of ours, `answer` on JavaScript's.
template <typename Work, typename Answer>
class Background : public CancellableTask {
 public:
  Background(Napi::Env env, uint32_t id, Work work, Answer answer)
      : env_(env), id_(id), deferred_(Napi::Promise::Deferred::New(env)), work_(std::move(work)), answer_(std::move(answer)) {}

  void Run(LaneState&) override {
    outcome_.Capture([this] { result_.emplace((*std::exchange(work_, std::nullopt))()); });
    // Nobody wants it any more; it is freed here, since that may take long.
    if (cancelled) result_.reset();
  }
  void Refuse(const Failure& failure) override {
    outcome_.Capture([&] { throw failure; });
  }
  void Settle() override {
    if (id_ != 0) env_.template GetInstanceData<AddonData>()->loads.erase(id_);
    if (cancelled) return;
    zoo::Settle(deferred_, outcome_, [this] { return answer_(env_, *std::move(result_)); });
  }
  void RejectAsCancelled() override { deferred_.Reject(ToError(env_, "CANCELLED", "The work was cancelled.")); }
  Napi::Promise promise() const { return deferred_.Promise(); }

 private:
  const Napi::Env env_;
  const uint32_t id_;
  const Napi::Promise::Deferred deferred_;
  std::optional<Work> work_;
  Answer answer_;
  std::optional<std::invoke_result_t<Work>> result_;
  Outcome outcome_;
};

// A promise of `answer(env, work())`. Throws Failure when no thread can be started.
// `id`: by which the work can be cancelled; 0 where it cannot.
template <typename Work, typename Answer>
Napi::Promise InBackground(Napi::Env env, RunQueue& queue, uint32_t id, Work work, Answer answer) {
  auto& addon = *env.GetInstanceData<AddonData>();
  auto task = std::make_shared<Background<Work, Answer>>(env, id, std::move(work), std::move(answer));
  // Refused only when the environment is closing: then nobody waits for the answer.
  if (queue.Submit(task)) {
    addon.completions.Expect(*task);
    if (id != 0) addon.loads.emplace(id, task);
  }
  return task->promise();
}

}  // namespace zoo
