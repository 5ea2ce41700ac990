#include "addon.h"

#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "array-view.h"
#include "background.h"
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

void AddonData::Stop() {
  const auto all = live;
  for (auto* executable : all) executable->Stop();
  background.Stop();
}

namespace {

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
  return OrThrow(info.Env(), [&] {
    const auto open = [paths = ToStrings(info[0]), verbose = info[1].As<Napi::Boolean>().Value()] {
      return &Library::Open(paths, verbose);
    };
    return InBackground(info.Env(), open, [](Napi::Env env, const Library* library) {
      auto opened = Napi::Object::New(env);
      opened.Set("path", library->path());
      opened.Set("version", library->version());
      return opened;
    });
  });
}

template <typename Make>
Napi::Promise Load(Napi::Env env, Make make, size_t concurrency, size_t limit) {
  return InBackground(env, std::move(make), [concurrency, limit](Napi::Env at, std::unique_ptr<Backend> made) {
    return Executable::Create(*at.GetInstanceData<AddonData>(), std::move(made), concurrency, limit);
  });
}

// loadTensorflow(graph, config, concurrency, queueLimit) → Promise<Executable>
Napi::Value LoadTensorflow(const Napi::CallbackInfo& info) {
  return OrThrow(info.Env(), [&] {
    const auto make = [graph = ToBytes(info[0]), config = ToBytes(info[1])] { return MakeTensorflowBackend(graph, config); };
    return Load(info.Env(), make, ToSize(info[2]), ToSize(info[3]));
  });
}

// loadLitert(model, threads, concurrency, queueLimit) → Promise<Executable>
Napi::Value LoadLitert(const Napi::CallbackInfo& info) {
  return OrThrow(info.Env(), [&] {
    const View bytes = ViewOf(info[0]);
    Buffer model = Buffer::Allocate(bytes.size);
    if (bytes.size > 0) memcpy(model.data(), bytes.data, bytes.size);
    const size_t concurrency = ToSize(info[2]);
    auto make = [model = std::move(model), threads = ToSize(info[1]), concurrency]() mutable {
      return MakeLitertBackend(std::move(model), threads, concurrency);
    };
    return Load(info.Env(), std::move(make), concurrency, ToSize(info[3]));
  });
}

// allocate(bytes) → ArrayBuffer, which run reads where it is
Napi::Value Allocate(const Napi::CallbackInfo& info) {
  auto& lent = info.Env().GetInstanceData<AddonData>()->lent;
  return OrThrow(info.Env(), [&] { return lent.Lend(info.Env(), ToSize(info[0])); });
}

// isLent(array) → whether run reads it where it is
Napi::Value IsLent(const Napi::CallbackInfo& info) {
  const auto& lent = info.Env().GetInstanceData<AddonData>()->lent;
  return OrThrow(info.Env(), [&] {
    const View array = ViewOf(info[0]);
    return Napi::Boolean::New(info.Env(), lent.Has(array.data, array.size));
  });
}

// stop(): for the process's `exit` event. After process.exit() Node runs no clean-up hook; it goes straight on to the
// libraries' static destructors, which a run under way would not survive.
void Stop(const Napi::CallbackInfo& info) { info.Env().GetInstanceData<AddonData>()->Stop(); }

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  auto* addon = new AddonData(env);
  env.SetInstanceData(addon);
  addon->executable_class = Napi::Persistent(Executable::Define(env));
  // Hooks run last first, so this one finds the way back to JavaScript still open and leaves no thread that uses it.
  env.AddCleanupHook([](AddonData* closing) { closing->Stop(); }, addon);
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
