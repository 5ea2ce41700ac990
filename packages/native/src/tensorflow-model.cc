#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "failure.h"
#include "tensorflow.h"

namespace zoo {

namespace {

// What TensorFlow takes for granted, and ends the process where it is not so.
// @source tensorflow/core/framework/tensor_shape.h, TensorShapeRep::MaxDimensions; tensor_shape.cc, TensorShapeBase::InitDims
void CheckShape(const std::vector<int64_t>& shape) {
  constexpr size_t kMaxRank = 254;
  if (shape.size() > kMaxRank) {
    throw Failure("INVALID_ARGUMENT", "TensorFlow takes tensors of at most rank 254, not " + std::to_string(shape.size()) + ".");
  }
  // From left to right: what comes before a dimension of 0 has to fit too.
  int64_t size = 1;
  for (const int64_t dimension : shape) {
    if (dimension > 0 && size > INT64_MAX / dimension) {
      throw Failure("INVALID_ARGUMENT", "TensorFlow counts elements in 64 bits, which the feed's dimensions exceed.");
    }
    size *= dimension;
  }
}

// A serialised RunOptions. Its field 2 is timeout_in_ms, a varint.
// @source tensorflow/core/protobuf/config.proto, message RunOptions
std::string RunOptionsUntil(Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  uint64_t timeout = static_cast<uint64_t>(std::max<int64_t>(left, 1));
  std::string bytes(1, '\x10');
  for (; timeout >= 0x80; timeout >>= 7) bytes.push_back(static_cast<char>(timeout | 0x80));
  bytes.push_back(static_cast<char>(timeout));
  return bytes;
}

// A vector of tensors that frees what is left in it.
class Tensors {
 public:
  Tensors(const TensorflowApi& api, size_t count) : api_(api), tensors(count, nullptr) {}
  ~Tensors() {
    for (auto* tensor : tensors) {
      if (tensor != nullptr) api_.TF_DeleteTensor(tensor);
    }
  }

 private:
  const TensorflowApi& api_;

 public:
  std::vector<TF_Tensor*> tensors;
};

using Graph = std::unique_ptr<TF_Graph, decltype(TensorflowApi::TF_DeleteGraph)>;

// A session, deleted when no run is left in it. Closing it cancels the runs in it, as far as their ops can be.
struct Session {
  Session(const TensorflowApi& of, TF_Session* made) : api(of), session(made) {}
  ~Session() {
    Close();
    const TensorflowStatus status(api);
    api.TF_DeleteSession(session, status.get());
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void Close() {
    const TensorflowStatus status(api);
    api.TF_CloseSession(session, status.get());
  }

  const TensorflowApi& api;
  TF_Session* const session;
};

class TensorflowBackend : public Backend {
 public:
  TensorflowBackend(const TensorflowApi& api, const std::string& graph, std::string config);

  std::vector<Tensor> Run(LaneState&, std::vector<Feed> feeds, const RunRequest& request) override;
  std::function<void()> GiveUp(const std::atomic<bool>& cancelled) override;
  void Interrupt() override;

 private:
  // A run under way.
  struct Entry {
    const std::atomic<bool>* cancelled;
    std::shared_ptr<Session> session;
    bool given_up;
  };

  std::shared_ptr<Session> MakeSession() const;
  // The session that a run is now in. None takes more once a run in it was given up.
  std::shared_ptr<Session> Enter(const std::atomic<bool>& cancelled);
  void Compute(Session& session, const std::vector<TF_Output>& inputs, TF_Tensor* const* values,
               const std::vector<TF_Output>& outputs, TF_Tensor** results, const RunRequest& request);
  void Leave(const std::atomic<bool>& cancelled);
  // Whether all runs in a session that takes no more are given up, so that it is to be closed. With the mutex held.
  bool IsLost(const Session& session) const;

  TF_Output Find(const Slot& slot) const;
  TF_Tensor* MakeTensor(Tensor tensor) const;
  Tensor TakeTensor(TF_Tensor*& tensor) const;

  const TensorflowApi& api_;
  const std::string config_;
  // TensorFlow frees it with the last session on it.
  const Graph graph_;
  std::mutex mutex_;
  std::shared_ptr<Session> current_;
  std::list<Entry> runs_;
};

TensorflowBackend::TensorflowBackend(const TensorflowApi& api, const std::string& graph, std::string config)
    : api_(api), config_(std::move(config)), graph_(api.TF_NewGraph(), api.TF_DeleteGraph) {
  const TensorflowStatus status(api);
  const std::unique_ptr<TF_ImportGraphDefOptions, decltype(api.TF_DeleteImportGraphDefOptions)> import(
      api.TF_NewImportGraphDefOptions(), api.TF_DeleteImportGraphDefOptions);
  const TF_Buffer buffer{graph.data(), graph.size(), nullptr};
  api.TF_GraphImportGraphDef(graph_.get(), &buffer, import.get(), status.get());
  status.Check();
  current_ = MakeSession();
}

std::shared_ptr<Session> TensorflowBackend::MakeSession() const {
  const TensorflowStatus status(api_);
  const std::unique_ptr<TF_SessionOptions, decltype(api_.TF_DeleteSessionOptions)> options(api_.TF_NewSessionOptions(),
                                                                                         api_.TF_DeleteSessionOptions);
  api_.TF_SetConfig(options.get(), config_.data(), config_.size(), status.get());
  status.Check();
  TF_Session* made = api_.TF_NewSession(graph_.get(), options.get(), status.get());
  status.Check();
  return std::make_shared<Session>(api_, made);
}

std::shared_ptr<Session> TensorflowBackend::Enter(const std::atomic<bool>& cancelled) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (!current_) {
    // Without the lock, which the JavaScript thread takes too.
    lock.unlock();
    auto made = MakeSession();
    lock.lock();
    if (!current_) current_ = std::move(made);
  }
  runs_.push_back({&cancelled, current_, false});
  return current_;
}

std::vector<Tensor> TensorflowBackend::Run(LaneState&, std::vector<Feed> feeds, const RunRequest& request) {
  std::vector<TF_Output> inputs;
  Tensors values(api_, feeds.size());
  for (size_t i = 0; i < feeds.size(); i++) {
    inputs.push_back(Find(feeds[i].first));
    values.tensors[i] = MakeTensor(std::move(feeds[i].second));
  }
  std::vector<TF_Output> outputs;
  for (const auto& fetch : request.fetches) outputs.push_back(Find(fetch));
  Tensors results(api_, request.fetches.size());

  const auto session = Enter(request.cancelled);
  Compute(*session, inputs, values.tensors.data(), outputs, results.tensors.data(), request);
  std::vector<Tensor> taken;
  for (auto*& tensor : results.tensors) taken.push_back(TakeTensor(tensor));
  return taken;
}

void TensorflowBackend::Compute(Session& session, const std::vector<TF_Output>& inputs, TF_Tensor* const* values,
                                const std::vector<TF_Output>& outputs, TF_Tensor** results,
                                const RunRequest& request) {
  // What leaves this, by whatever way, is a run no longer.
  struct Leaving {
    TensorflowBackend& backend;
    const std::atomic<bool>& cancelled;
    ~Leaving() { backend.Leave(cancelled); }
  } const leaving{*this, request.cancelled};
  const std::string options = request.deadline ? RunOptionsUntil(*request.deadline) : "";
  const TF_Buffer buffer{options.data(), options.size(), nullptr};
  const TensorflowStatus status(api_);
  api_.TF_SessionRun(session.session, options.empty() ? nullptr : &buffer, inputs.data(), values,
                     static_cast<int>(inputs.size()), outputs.data(), results, static_cast<int>(outputs.size()), nullptr, 0,
                     nullptr, status.get());
  status.Check();
}

bool TensorflowBackend::IsLost(const Session& session) const {
  return current_.get() != &session && std::all_of(runs_.begin(), runs_.end(), [&](const Entry& run) {
    return run.session.get() != &session || run.given_up;
  });
}

void TensorflowBackend::Leave(const std::atomic<bool>& cancelled) {
  std::shared_ptr<Session> session;
  bool lost = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto run = std::find_if(runs_.begin(), runs_.end(), [&](const Entry& entry) { return entry.cancelled == &cancelled; });
    session = run->session;
    runs_.erase(run);
    lost = IsLost(*session);
  }
  if (lost) session->Close();
}

std::function<void()> TensorflowBackend::GiveUp(const std::atomic<bool>& cancelled) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto run = std::find_if(runs_.begin(), runs_.end(), [&](const Entry& entry) { return entry.cancelled == &cancelled; });
  if (run == runs_.end()) return nullptr;
  run->given_up = true;
  // The next run has a session of its own: the run holds threads of this one.
  if (current_ == run->session) current_ = nullptr;
  if (!IsLost(*run->session)) return nullptr;  // the last run that somebody waits for closes it
  return [session = run->session] { session->Close(); };
}

void TensorflowBackend::Interrupt() {
  std::vector<std::shared_ptr<Session>> sessions;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& run : runs_) sessions.push_back(run.session);
  }
  for (const auto& session : sessions) session->Close();
}

TF_Output TensorflowBackend::Find(const Slot& slot) const {
  TF_Operation* operation = api_.TF_GraphOperationByName(graph_.get(), slot.node.c_str());
  if (operation == nullptr) throw Failure("NOT_FOUND", "The graph has no node named " + slot.node + ".");
  const int outputs = api_.TF_OperationNumOutputs(operation);
  if (slot.index < 0 || slot.index >= outputs) {
    throw Failure("OUT_OF_RANGE", "Node " + slot.node + " has " + std::to_string(outputs) + " outputs, so none is number " +
                                      std::to_string(slot.index) + ".");
  }
  return TF_Output{operation, slot.index};
}

TF_Tensor* TensorflowBackend::MakeTensor(Tensor tensor) const {
  CheckShape(tensor.shape);
  TF_Tensor* made;
  if (tensor.is_string) {
    made = MakeStringTensor(api_, tensor.shape, tensor.strings);
  } else {
    // TensorFlow takes the memory over, and says when it is done with it.
    auto* owner = new Buffer(std::move(tensor.buffer));
    made = api_.TF_NewTensor(
        tensor.type, tensor.shape.data(), static_cast<int>(tensor.shape.size()), owner->data(), owner->size(),
        [](void*, size_t, void* owned) { delete static_cast<Buffer*>(owned); }, owner);
  }
  if (made == nullptr) throw Failure("INVALID_ARGUMENT", "TensorFlow made no tensor of a feed's type, shape and bytes.");
  return made;
}

Tensor TensorflowBackend::TakeTensor(TF_Tensor*& tensor) const {
  Tensor taken;
  taken.type = api_.TF_TensorType(tensor);
  size_t count = 1;
  for (int i = 0; i < api_.TF_NumDims(tensor); i++) {
    taken.shape.push_back(api_.TF_Dim(tensor, i));
    count *= static_cast<size_t>(taken.shape.back());
  }
  if (taken.type == kTensorflowString) {
    taken.is_string = true;
    taken.strings = ReadStringTensor(api_, tensor, count);
    return taken;
  }
  const size_t size = api_.TF_TensorByteSize(tensor);
  // A result may be a constant of the graph itself, or the memory of another result: only what nobody else holds can
  // be handed to the caller, who may write into it.
  if (TF_Tensor* moved = api_.TF_TensorMaybeMove(tensor)) {
    tensor = nullptr;
    taken.buffer = Buffer(api_.TF_TensorData(moved), size,
                          [](void* owner) {
                            TensorflowLibrary::Get().api.TF_DeleteTensor(static_cast<TF_Tensor*>(owner));
                          },
                          moved);
  } else {
    taken.buffer = Buffer::Allocate(size);
    if (size > 0) memcpy(taken.buffer.data(), api_.TF_TensorData(tensor), size);
  }
  return taken;
}

}  // namespace

std::unique_ptr<Backend> MakeTensorflowBackend(const std::string& graph, const std::string& config) {
  return std::make_unique<TensorflowBackend>(TensorflowLibrary::Get().api, graph, config);
}

}  // namespace zoo
