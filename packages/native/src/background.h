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
class Background : public Task {
 public:
  Background(Napi::Env env, Work work, Answer answer)
      : deferred_(Napi::Promise::Deferred::New(env)), work_(std::move(work)), answer_(std::move(answer)) {}

  void Run(size_t) override {
    outcome_.Capture([this] { result_.emplace(work_()); });
  }
  void Settle() override {
    zoo::Settle(deferred_, outcome_, [this] { return answer_(deferred_.Env(), *std::move(result_)); });
  }
  Napi::Promise promise() const { return deferred_.Promise(); }

 private:
  const Napi::Promise::Deferred deferred_;
  Work work_;
  Answer answer_;
  std::optional<std::invoke_result_t<Work>> result_;
  Outcome outcome_;
};

// A promise of `answer(env, work())`. Throws Failure when no thread can be started.
template <typename Work, typename Answer>
Napi::Promise InBackground(Napi::Env env, Work work, Answer answer) {
  auto& addon = *env.GetInstanceData<AddonData>();
  auto task = std::make_shared<Background<Work, Answer>>(env, std::move(work), std::move(answer));
  // Refused only when the environment is closing: then nobody waits for the answer.
  if (addon.background.Submit(task)) addon.completions.Expect();
  return task->promise();
}

}  // namespace zoo
