#include <cstdint>
#include <cstring>
#include <memory>
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

class TensorflowBackend : public Backend {
 public:
  TensorflowBackend(const TensorflowApi& api, const std::string& graph, const std::string& config);
  ~TensorflowBackend() override;

  std::vector<Tensor> Run(size_t, std::vector<Feed> feeds, const std::vector<Slot>& fetches,
                          const std::atomic<bool>&) override;
  // Closing a session cancels what runs in it.
  void Interrupt() override {
    const TensorflowStatus status(api_);
    api_.TF_CloseSession(session_, status.get());
  }

 private:
  TF_Output Find(const Slot& slot) const;
  TF_Tensor* MakeTensor(Tensor tensor) const;
  Tensor TakeTensor(TF_Tensor*& tensor) const;

  const TensorflowApi& api_;
  TF_Graph* graph_ = nullptr;
  TF_Session* session_ = nullptr;
};

TensorflowBackend::TensorflowBackend(const TensorflowApi& api, const std::string& graph, const std::string& config)
    : api_(api) {
  const TensorflowStatus status(api);
  std::unique_ptr<TF_Graph, decltype(api.TF_DeleteGraph)> owned_graph(api.TF_NewGraph(), api.TF_DeleteGraph);
  const std::unique_ptr<TF_ImportGraphDefOptions, decltype(api.TF_DeleteImportGraphDefOptions)> import(
      api.TF_NewImportGraphDefOptions(), api.TF_DeleteImportGraphDefOptions);
  const TF_Buffer buffer{graph.data(), graph.size(), nullptr};
  api.TF_GraphImportGraphDef(owned_graph.get(), &buffer, import.get(), status.get());
  status.Check();

  const std::unique_ptr<TF_SessionOptions, decltype(api.TF_DeleteSessionOptions)> options(api.TF_NewSessionOptions(),
                                                                                        api.TF_DeleteSessionOptions);
  api.TF_SetConfig(options.get(), config.data(), config.size(), status.get());
  status.Check();
  session_ = api.TF_NewSession(owned_graph.get(), options.get(), status.get());
  status.Check();
  graph_ = owned_graph.release();
}

TensorflowBackend::~TensorflowBackend() {
  const TensorflowStatus status(api_);
  api_.TF_CloseSession(session_, status.get());
  api_.TF_DeleteSession(session_, status.get());
  api_.TF_DeleteGraph(graph_);
}

std::vector<Tensor> TensorflowBackend::Run(size_t, std::vector<Feed> feeds, const std::vector<Slot>& fetches,
                                           const std::atomic<bool>&) {
  std::vector<TF_Output> inputs;
  Tensors values(api_, feeds.size());
  for (size_t i = 0; i < feeds.size(); i++) {
    inputs.push_back(Find(feeds[i].first));
    values.tensors[i] = MakeTensor(std::move(feeds[i].second));
  }
  std::vector<TF_Output> outputs;
  for (const auto& fetch : fetches) outputs.push_back(Find(fetch));
  Tensors results(api_, fetches.size());

  const TensorflowStatus status(api_);
  api_.TF_SessionRun(session_, nullptr, inputs.data(), values.tensors.data(), static_cast<int>(inputs.size()),
                     outputs.data(), results.tensors.data(), static_cast<int>(outputs.size()), nullptr, 0, nullptr,
                     status.get());
  status.Check();

  std::vector<Tensor> taken;
  for (auto*& tensor : results.tensors) taken.push_back(TakeTensor(tensor));
  return taken;
}

TF_Output TensorflowBackend::Find(const Slot& slot) const {
  TF_Operation* operation = api_.TF_GraphOperationByName(graph_, slot.node.c_str());
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
