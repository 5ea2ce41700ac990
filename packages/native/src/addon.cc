#include "addon.h"

#include <atomic>
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
#include "process-exit.h"
#include "tensorflow.h"

#if defined(_WIN32)
#include <windows.h>
#elif defined(__APPLE__)
#include <dlfcn.h>
#endif

namespace zoo {

Napi::Value ToError(Napi::Env env, const std::string& status, const std::string& message) {
  auto error = Napi::Error::New(env, message).Value();
  error.Set("status", status);
  return error;
}

namespace {

// Threads for loads, and how many more may be in libraries that do not come back.
constexpr size_t kLoadThreads = 2;
constexpr size_t kSpareLoadThreads = 16;
// Threads that free models; most of the time one is enough.
constexpr size_t kDisposalThreads = 8;
constexpr size_t kNoLimit = std::numeric_limits<size_t>::max() / 2;

// When environments last stopped waiting for a library that does not return. A process that ends stops its workers one after
// the other, and is not to wait for each as long.
std::atomic<Clock::rep> last_left{0};

std::chrono::milliseconds GraceNow() {
  const Clock::time_point last{Clock::duration(last_left.load())};
  const bool just_waited = last_left != 0 && Clock::now() - last < kGrace * 2;
  return just_waited ? std::chrono::milliseconds(50) : kGrace;
}

}  // namespace

AddonData::AddonData(Napi::Env env)
    : completions(env),
      background(completions.mailbox(), kLoadThreads, kNoLimit, kSpareLoadThreads),
      disposals(completions.mailbox(), kDisposalThreads, kNoLimit, kSpareLoadThreads) {
  KeptBlocksUser::Add();
}

AddonData::~AddonData() { KeptBlocksUser::Remove(); }

void AddonData::Stop() {
  if (stopped_) return;
  stopped_ = true;
  completions.Close();
  const auto all = live;
  live.clear();
  for (auto* executable : all) executable->Stop();
  background.Stop();
  disposals.Stop();
  const auto until = Clock::now() + GraceNow();
  bool ended = true;
  for (auto* executable : all) ended = executable->Wait(until) && ended;
  ended = background.Wait(until) && ended;
  ended = disposals.Wait(until) && ended;
  if (!ended) last_left = Clock::now().time_since_epoch().count();
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
    auto& queue = info.Env().GetInstanceData<AddonData>()->background;
    return InBackground(info.Env(), queue, 0, open, [](Napi::Env env, const Library* library) {
      auto opened = Napi::Object::New(env);
      opened.Set("path", library->path());
      opened.Set("version", library->version());
      return opened;
    });
  });
}

template <typename Make>
Napi::Promise Load(Napi::Env env, uint32_t id, Make make, size_t concurrency, size_t limit) {
  auto& queue = env.GetInstanceData<AddonData>()->background;
  return InBackground(env, queue, id, std::move(make), [concurrency, limit](Napi::Env at, std::unique_ptr<Backend> made) {
    return Executable::Create(*at.GetInstanceData<AddonData>(), std::move(made), concurrency, limit);
  });
}

uint32_t ToId(const Napi::Value& value) { return value.As<Napi::Number>().Uint32Value(); }

// cancelLoad(id): the load's promise rejects at once; what it makes is freed.
void CancelLoad(const Napi::CallbackInfo& info) {
  auto& addon = *info.Env().GetInstanceData<AddonData>();
  const auto found = addon.loads.find(ToId(info[0]));
  if (found == addon.loads.end() || found->second->cancelled) return;
  const auto load = found->second;
  const bool was_waiting = addon.background.Cancel(load);
  load->RejectAsCancelled();
  addon.completions.Drop(*load);
  if (was_waiting) load->Settle();
}

// giveUpLoad(id): a load takes long. If it still does, others no longer wait for its thread.
void GiveUpLoad(const Napi::CallbackInfo& info) {
  auto& addon = *info.Env().GetInstanceData<AddonData>();
  const auto found = addon.loads.find(ToId(info[0]));
  if (found != addon.loads.end()) addon.background.GiveUp(found->second);
}

// loadTensorflow(id, graph, config, concurrency, queueLimit) → Promise<Executable>
Napi::Value LoadTensorflow(const Napi::CallbackInfo& info) {
  return OrThrow(info.Env(), [&] {
    const auto make = [graph = ToBytes(info[1]), config = ToBytes(info[2])] { return MakeTensorflowBackend(graph, config); };
    return Load(info.Env(), ToId(info[0]), make, ToSize(info[3]), ToSize(info[4]));
  });
}

// loadLitert(id, model, threads, concurrency, queueLimit) → Promise<Executable>
Napi::Value LoadLitert(const Napi::CallbackInfo& info) {
  return OrThrow(info.Env(), [&] {
    const View bytes = ViewOf(info[1]);
    Buffer model = Buffer::Allocate(bytes.size);
    if (bytes.size > 0) memcpy(model.data(), bytes.data, bytes.size);
    const size_t concurrency = ToSize(info[3]);
    auto make = [model = std::move(model), threads = ToSize(info[2])]() mutable {
      return MakeLitertBackend(std::move(model), threads);
    };
    return Load(info.Env(), ToId(info[0]), std::move(make), concurrency, ToSize(info[4]));
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

// stop(code): for the process's `exit` event. After process.exit() Node runs no clean-up hook; it goes straight on to the
// libraries' static destructors, which a run under way would not survive. Returns whether threads are left in a library that does
// not return; the process must then end without those destructors. `code`: the exit code as it is now; undefined in a worker.
Napi::Value Stop(const Napi::CallbackInfo& info) {
  info.Env().GetInstanceData<AddonData>()->Stop();
  if (info[0].IsNumber()) ProcessExit::Prepare(info[0].As<Napi::Number>().Int32Value());
  return Napi::Boolean::New(info.Env(), ProcessExit::HasThreads());
}

// exitNow(code): ends the process without static destructors.
void ExitNow(const Napi::CallbackInfo& info) { ProcessExit::EndNow(info[0].As<Napi::Number>().Int32Value()); }

// An environment that ends must not take the addon with it: threads of it may be in a library, and memory that JavaScript still has to
// free is freed by code of ours. On Linux a flag of the linker does it (binding.gyp).
void StayLoaded() {
#if defined(_WIN32)
  HMODULE module;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                     reinterpret_cast<LPCWSTR>(&StayLoaded), &module);
#elif defined(__APPLE__)
  Dl_info info;
  if (dladdr(reinterpret_cast<void*>(&StayLoaded), &info) != 0) dlopen(info.dli_fname, RTLD_LAZY | RTLD_NODELETE);
#endif
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  StayLoaded();
  auto* addon = new AddonData(env);
  env.SetInstanceData(addon);
  addon->executable_class = Napi::Persistent(Executable::Define(env));
  // Hooks run last first, so this one finds the way back to JavaScript still open and leaves no thread that uses it.
  env.AddCleanupHook([](AddonData* closing) { closing->Stop(); }, addon);
  exports.Set("shareFrom", static_cast<double>(kShareFrom));
  exports.Set("stop", Napi::Function::New(env, Stop));
  exports.Set("exitNow", Napi::Function::New(env, ExitNow));
  exports.Set("cancelLoad", Napi::Function::New(env, CancelLoad));
  exports.Set("giveUpLoad", Napi::Function::New(env, GiveUpLoad));
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
