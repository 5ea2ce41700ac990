#include "completions.h"

#include <utility>

namespace zoo {

Completions::Completions(Napi::Env env) : env_(env) {
  function_ = Function::New(env, "zoo", 0, 1, this);
  function_.Unref(env);
}

void Completions::Expect() {
  if (expected_++ == 0) function_.Ref(env_);
}

void Completions::Drop() {
  if (--expected_ == 0) function_.Unref(env_);
}

void Completions::Post(std::shared_ptr<Task> task) {
  auto* parcel = new std::shared_ptr<Task>(std::move(task));
  // Refused only when the environment is closing: then nobody waits for the answer.
  if (function_.NonBlockingCall(parcel) != napi_ok) delete parcel;
}

void Completions::Settle(Napi::Env env, Napi::Function, Completions* completions, std::shared_ptr<Task>* parcel) {
  const std::unique_ptr<std::shared_ptr<Task>> owner(parcel);
  if (env == nullptr) return;  // the environment closed while the parcel was on its way
  try {
    completions->Drop();
    (*owner)->Settle();
  } catch (const Napi::Error&) {
    // A worker that is being terminated runs no more JavaScript: nobody is left to answer.
  }
}

}  // namespace zoo
