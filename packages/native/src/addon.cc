#include "addon.h"

#include <cstring>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "array-view.h"
#include "executable.h"
#include "failure.h"
#include "js-results.h"
#include "litert.h"
#include "tensorflow.h"

namespace zoo {

Napi::Value ToError(Napi::Env env, const std::string& status, const std::string& message) {
  auto error = Napi::Error::New(env, message).Value();
  error.Set("status", status);
  return error;
}

AddonData::AddonData(Napi::Env env)
    : completions(env), background(completions, 2, std::numeric_limits<size_t>::max() / 2) {}

namespace {

// Slow work whose result becomes a promise's: `work` on a thread of ours, `answer` on JavaScript's.
template <typename Result>
class Background : public Task {
 public:
  Background(Napi::Env env, std::function<Result()> work, std::function<Napi::Value(Napi::Env, Result)> answer)
      : deferred_(Napi::Promise::Deferred::New(env)), work_(std::move(work)), answer_(std::move(answer)) {}

  void Run(size_t) override {
    outcome_.Capture([this] { result_ = work_(); });
  }
  void Settle() override {
    const Napi::Env env = deferred_.Env();
    if (outcome_.ok()) {
      deferred_.Resolve(answer_(env, std::move(result_)));
    } else {
      deferred_.Reject(ToError(env, outcome_.status, outcome_.message));
    }
  }
  Napi::Promise promise() const { return deferred_.Promise(); }

 private:
  const Napi::Promise::Deferred deferred_;
  std::function<Result()> work_;
  std::function<Napi::Value(Napi::Env, Result)> answer_;
  Result result_{};
  Outcome outcome_;
};

template <typename Result>
Napi::Value InBackground(Napi::Env env, std::function<Result()> work,
                         std::function<Napi::Value(Napi::Env, Result)> answer) {
  auto& addon = *env.GetInstanceData<AddonData>();
  auto task = std::make_shared<Background<Result>>(env, std::move(work), std::move(answer));
  addon.completions.Expect();
  addon.background.Submit(task);
  return task->promise();
}

std::vector<std::string> ToStrings(const Napi::Value& value) {
  const auto array = value.As<Napi::Array>();
  std::vector<std::string> strings;
  for (uint32_t i = 0; i < array.Length(); i++) strings.push_back(array.Get(i).As<Napi::String>().Utf8Value());
  return strings;
}

std::string ToBytes(const Napi::Value& value) {
  const auto bytes = value.As<Napi::Uint8Array>();
  return std::string(reinterpret_cast<const char*>(bytes.Data()), bytes.ByteLength());
}

size_t ToSize(const Napi::Value& value) { return static_cast<size_t>(value.As<Napi::Number>().Int64Value()); }

// openTensorflow(paths, verbose), openLitert(paths, verbose) → Promise<{ path, version }>
template <typename Library>
Napi::Value Open(const Napi::CallbackInfo& info) {
  const auto paths = ToStrings(info[0]);
  const bool verbose = info[1].As<Napi::Boolean>();
  return InBackground<const Library*>(
      info.Env(), [paths, verbose] { return &Library::Open(paths, verbose); },
      [](Napi::Env env, const Library* library) -> Napi::Value {
        auto opened = Napi::Object::New(env);
        opened.Set("path", library->path());
        opened.Set("version", library->version());
        return opened;
      });
}

using MadeBackend = std::shared_ptr<std::unique_ptr<Backend>>;  // std::function copies, a unique_ptr does not

Napi::Value Load(Napi::Env env, std::function<std::unique_ptr<Backend>()> make, size_t concurrency, size_t limit) {
  return InBackground<MadeBackend>(
      env, [make] { return std::make_shared<std::unique_ptr<Backend>>(make()); },
      [concurrency, limit](Napi::Env env, MadeBackend made) -> Napi::Value {
        return Executable::Create(*env.GetInstanceData<AddonData>(), std::move(*made), concurrency, limit);
      });
}

// loadTensorflow(graph, config, concurrency, queueLimit) → Promise<Executable>
Napi::Value LoadTensorflow(const Napi::CallbackInfo& info) {
  auto graph = std::make_shared<std::string>(ToBytes(info[0]));
  auto config = ToBytes(info[1]);
  return Load(
      info.Env(), [graph, config] { return MakeTensorflowBackend(*graph, config); }, ToSize(info[2]), ToSize(info[3]));
}

// loadLitert(model, threads, concurrency, queueLimit) → Promise<Executable>
Napi::Value LoadLitert(const Napi::CallbackInfo& info) {
  auto model = std::make_shared<Buffer>();
  const auto bytes = info[0].As<Napi::Uint8Array>();
  try {
    *model = Buffer::Allocate(bytes.ByteLength());
  } catch (const Failure& failure) {
    throw Napi::Error(info.Env(), ToError(info.Env(), failure.status, failure.what()));
  }
  memcpy(model->data(), bytes.Data(), bytes.ByteLength());
  const size_t threads = ToSize(info[1]);
  const size_t concurrency = ToSize(info[2]);
  return Load(
      info.Env(), [model, threads, concurrency] { return MakeLitertBackend(model, threads, concurrency); }, concurrency,
      ToSize(info[3]));
}

// allocate(bytes) → ArrayBuffer, which run reads where it is
Napi::Value Allocate(const Napi::CallbackInfo& info) {
  try {
    return info.Env().GetInstanceData<AddonData>()->lent.Lend(info.Env(), ToSize(info[0]));
  } catch (const Failure& failure) {
    throw Napi::Error(info.Env(), ToError(info.Env(), failure.status, failure.what()));
  }
}

// isLent(array) → whether run reads it where it is
Napi::Value IsLent(const Napi::CallbackInfo& info) {
  const View array = ViewOf(info[0]);
  return Napi::Boolean::New(info.Env(), info.Env().GetInstanceData<AddonData>()->lent.Has(array.data, array.size));
}

// Ends all work of an environment and waits for its threads.
void StopAll(AddonData* addon) {
  const auto live = addon->live;
  for (auto* executable : live) executable->Stop();
  addon->background.Stop();
}

// stop(): for the process's `exit` event. After process.exit() Node runs no clean-up hook; it goes straight on to the
// libraries' static destructors, which a run under way would not survive.
void Stop(const Napi::CallbackInfo& info) { StopAll(info.Env().GetInstanceData<AddonData>()); }

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  auto* addon = new AddonData(env);
  env.SetInstanceData(addon);
  addon->executable_class = Napi::Persistent(Executable::Define(env));
  // Hooks run last first, so this one finds the way back to JavaScript still open and leaves no thread that uses it.
  env.AddCleanupHook(StopAll, addon);
  exports.Set("shareFrom", static_cast<double>(kShareFrom));
  exports.Set("stop", Napi::Function::New(env, Stop));
  exports.Set("openTensorflow", Napi::Function::New(env, Open<TensorflowLibrary>));
  exports.Set("openLitert", Napi::Function::New(env, Open<LitertLibrary>));
  exports.Set("allocate", Napi::Function::New(env, Allocate));
  exports.Set("isLent", Napi::Function::New(env, IsLent));
  exports.Set("runForm", Napi::Function::New(env, MakeRunForm));
  exports.Set("loadTensorflow", Napi::Function::New(env, LoadTensorflow));
  exports.Set("loadLitert", Napi::Function::New(env, LoadLitert));
  return exports;
}

}  // namespace

NODE_API_MODULE(zoo, Init)

}  // namespace zoo
