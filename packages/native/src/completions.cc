#include "completions.h"

#include <utility>

namespace zoo {

class Completions::Way : public Mailbox {
 public:
  explicit Way(const Function& function) : function_(function) {}

  void Post(std::shared_ptr<Task> task) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    // Node frees the function when the environment ends, and must not be called from then on.
    if (closed_) return;
    auto* parcel = new std::shared_ptr<Task>(std::move(task));
    if (function_.NonBlockingCall(parcel) != napi_ok) delete parcel;
  }

  void Close() {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
  }

 private:
  std::mutex mutex_;
  Function function_;
  bool closed_ = false;
};

Completions::Completions(Napi::Env env) : env_(env) {
  function_ = Function::New(env, "zoo", 0, 1, this);
  function_.Unref(env);
  mailbox_ = std::make_shared<Way>(function_);
}

void Completions::Expect(Task& task) {
  task.expected = true;
  if (expected_++ == 0) function_.Ref(env_);
}

void Completions::Drop(Task& task) {
  if (std::exchange(task.expected, false) && --expected_ == 0) function_.Unref(env_);
}

void Completions::Close() { static_cast<Way&>(*mailbox_).Close(); }

void Completions::Settle(Napi::Env env, Napi::Function, Completions* completions, std::shared_ptr<Task>* parcel) {
  const std::unique_ptr<std::shared_ptr<Task>> owner(parcel);
  if (env == nullptr) return;  // the environment closed while the parcel was on its way
  try {
    completions->Drop(**owner);
    (*owner)->Settle();
  } catch (const Napi::Error&) {
    // A worker that is being terminated runs no more JavaScript: nobody is left to answer.
  }
}

}  // namespace zoo
