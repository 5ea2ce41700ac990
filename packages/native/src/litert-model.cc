#include "litert-model.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "failure.h"
#include "litert.h"
#include "litert-types.h"
#include "quiet-stderr.h"

namespace zoo {

namespace {

// LiteRT does not promise that one environment may compile on several threads at once.
std::mutex compile_mutex;

}  // namespace

LitertModel::LitertModel(const LitertLibrary& library, const Buffer& bytes, size_t threads)
    : library_(library), api_(library.api), input_views_(api_), output_views_(api_) {
  const std::lock_guard<std::mutex> lock(compile_mutex);
  Check(api_.LiteRtCreateModelFromBuffer(library_.environment(), bytes.data(), bytes.size(), &model_),
        "could not read the model");
  try {
    ReadTensors();
    input_views_.SetCount(inputs_.size());
    output_views_.SetCount(outputs_.size());
    Compile(threads);
    // A file may declare other shapes than its operators make, and LiteRT then writes past what was declared. Where it
    // cannot tell yet, since open dimensions stand as 1 and are too small, the first run sets them all and asks again.
    sized_ = ReadOutputShapes() == kLiteRtOk;
  } catch (...) {
    api_.LiteRtDestroyModel(model_);
    throw;
  }
}

LitertModel::~LitertModel() {
  input_views_.Clear();
  output_views_.Clear();
  api_.LiteRtDestroyCompiledModel(compiled_);
  api_.LiteRtDestroyModel(model_);
}

void LitertModel::ReadTensors() {
  size_t index = 0;
  LiteRtSubgraphT* subgraph = nullptr;
  Check(api_.LiteRtGetMainModelSubgraphIndex(model_, &index), "has no main subgraph");
  Check(api_.LiteRtGetModelSubgraph(model_, index, &subgraph), "has no main subgraph");
  size_t count = 0;
  Check(api_.LiteRtGetNumSubgraphInputs(subgraph, &count), "could not count the inputs");
  inputs_.resize(count);
  std::vector<LiteRtTensorT*> fed;
  for (size_t i = 0; i < count; i++) {
    LiteRtTensorT* tensor = nullptr;
    Check(api_.LiteRtGetSubgraphInput(subgraph, i, &tensor), "could not read an input");
    Check(api_.LiteRtGetRankedTensorType(tensor, &inputs_[i]), "could not read an input's type");
    SizeOfElement(inputs_[i].element_type);
    fed.push_back(tensor);
  }
  Check(api_.LiteRtGetNumSubgraphOutputs(subgraph, &count), "could not count the outputs");
  outputs_.resize(count);
  std::vector<LiteRtTensorT*> made;
  for (size_t i = 0; i < count; i++) {
    LiteRtTensorT* tensor = nullptr;
    Check(api_.LiteRtGetSubgraphOutput(subgraph, i, &tensor), "could not read an output");
    Check(api_.LiteRtGetRankedTensorType(tensor, &outputs_[i]), "could not read an output's type");
    SizeOfElement(outputs_[i].element_type);
    made.push_back(tensor);
    const auto input = std::find(fed.begin(), fed.end(), tensor);
    const auto output = std::find(made.begin(), made.end(), tensor);
    twins_.push_back(input != fed.end() ? Twin{true, static_cast<size_t>(input - fed.begin())}
                                        : Twin{false, static_cast<size_t>(output - made.begin())});
  }
}

void LitertModel::Compile(size_t threads) {
  LiteRtOptionsT* options = nullptr;
  Check(api_.LiteRtCreateOptions(&options), "made no options");
  const std::unique_ptr<LiteRtOptionsT, decltype(api_.LiteRtDestroyOptions)> owner(options, api_.LiteRtDestroyOptions);
  Check(api_.LiteRtSetOptionsHardwareAccelerators(options, kLiteRtAcceleratorCpu), "refused to use the CPU");
  const auto add = [&](const char* identifier, const std::string& toml) {
    auto* payload = static_cast<char*>(malloc(toml.size() + 1));
    memcpy(payload, toml.c_str(), toml.size() + 1);
    LiteRtOpaqueOptionsT* opaque = nullptr;
    Check(api_.LiteRtCreateOpaqueOptions(identifier, payload, free, &opaque), "made no options");
    Check(api_.LiteRtAddOpaqueOptions(options, opaque), "took no options");
  };
  add("xnnpack", "num_threads = " + std::to_string(threads) + "\n");
  // 2: keep the reasons of failures for us to ask, rather than write them to stderr.
  add("runtime_options_string", "error_reporter_mode = 2\n");
  {
    // Written once a process, past every log level.
    std::optional<QuietStderr> quiet;
    static bool first = true;
    if (first && !library_.verbose()) quiet.emplace(std::vector<std::string>{"Created TensorFlow Lite XNNPACK delegate for CPU."});
    first = false;
    Check(api_.LiteRtCreateCompiledModel(library_.environment(), model_, options, &compiled_),
          "could not compile the model");
  }
  api_.LiteRtSetCompiledModelCancellationFunction(compiled_, this, [](void* self) {
    const std::atomic<bool>* cancelled = static_cast<LitertModel*>(self)->cancelled_;
    return cancelled != nullptr && *cancelled;
  });
}

std::vector<Tensor> LitertModel::Run(std::vector<Feed> feeds, const std::vector<Slot>& fetches,
                                     const std::atomic<bool>& cancelled) {
  std::vector<Tensor> inputs(inputs_.size());
  for (auto& feed : feeds) inputs.at(static_cast<size_t>(feed.first.index)) = std::move(feed.second);
  Resize(inputs);

  for (size_t i = 0; i < inputs.size(); i++) {
    if (inputs[i].buffer.size() != SizeOf(inputs_[i])) {
      throw Failure("INVALID_ARGUMENT", "Input " + std::to_string(i) + " has " + std::to_string(inputs[i].buffer.size()) +
                                            " bytes; LiteRT takes " + std::to_string(SizeOf(inputs_[i])) + ".");
    }
    Check(input_views_.Show(i, inputs_[i], inputs[i].buffer), "took no memory for an input");
  }
  std::vector<Tensor> outputs(outputs_.size());
  for (size_t i = 0; i < outputs.size(); i++) {
    const auto& layout = outputs_[i].layout;
    outputs[i].type = outputs_[i].element_type;
    outputs[i].shape.assign(layout.dimensions, layout.dimensions + layout.rank);
    outputs[i].buffer = Buffer::Allocate(SizeOf(outputs_[i]));
    // A tensor has one memory: given two, LiteRT would fill the last.
    const Twin& twin = twins_[i];
    Check(output_views_.Show(i, outputs_[i], (twin.is_input ? inputs : outputs)[twin.place].buffer),
          "took no memory for an output");
  }

  cancelled_ = &cancelled;
  const int status = api_.LiteRtRunCompiledModel(compiled_, 0, input_views_.size(), input_views_.data(),
                                                 output_views_.size(), output_views_.data());
  cancelled_ = nullptr;
  if (status == kLiteRtCancelled) throw Failure("CANCELLED", "The run was cancelled.");
  Check(status, "failed the run");
  CheckShapes();
  for (size_t i = 0; i < outputs.size(); i++) {
    const Buffer& source = (twins_[i].is_input ? inputs : outputs)[twins_[i].place].buffer;
    if (&source != &outputs[i].buffer) memcpy(outputs[i].buffer.data(), source.data(), source.size());
  }

  std::vector<Tensor> fetched;
  for (const auto& fetch : fetches) fetched.push_back(std::move(outputs.at(static_cast<size_t>(fetch.index))));
  return fetched;
}

void LitertModel::Resize(const std::vector<Tensor>& inputs) {
  // Shapes that do not fit together leave the model in between: after a failure every input is set anew.
  const bool all = !sized_;
  bool resized = all;
  sized_ = false;
  for (size_t i = 0; i < inputs.size(); i++) {
    const auto& shape = inputs[i].shape;
    // A scalar has one shape only, which LiteRT does not let be set.
    if (shape.empty() || (!all && HasShape(inputs_[i], shape))) continue;
    if (shape.size() > kLiteRtMaxRank) throw Failure("INVALID_ARGUMENT", "LiteRT takes tensors of at most rank 8.");
    const std::vector<int> dimensions(shape.begin(), shape.end());
    Check(api_.LiteRtCompiledModelResizeInputTensor(compiled_, 0, i, dimensions.data(), dimensions.size()),
          "could not take an input of this shape");
    auto& layout = inputs_[i].layout;
    layout.rank = static_cast<unsigned>(shape.size());
    for (size_t d = 0; d < shape.size(); d++) layout.dimensions[d] = dimensions[d];
    resized = true;
  }
  if (resized) Check(ReadOutputShapes(), "could not work out its outputs' shapes");
  sized_ = true;
}

int LitertModel::ReadOutputShapes() {
  std::vector<LiteRtLayout> layouts(outputs_.size());
  const int status =
      api_.LiteRtGetCompiledModelOutputTensorLayouts(compiled_, 0, layouts.size(), layouts.data(), true);
  if (status != kLiteRtOk) return status;
  for (size_t i = 0; i < layouts.size(); i++) outputs_[i].layout = layouts[i];
  return kLiteRtOk;
}

void LitertModel::CheckShapes() {
  std::vector<LiteRtLayout> layouts(outputs_.size());
  Check(api_.LiteRtGetCompiledModelOutputTensorLayouts(compiled_, 0, layouts.size(), layouts.data(), false),
        "could not tell its outputs' shapes");
  for (size_t i = 0; i < layouts.size(); i++) {
    const auto& foreseen = outputs_[i].layout;
    if (layouts[i].rank == foreseen.rank &&
        std::equal(foreseen.dimensions, foreseen.dimensions + foreseen.rank, layouts[i].dimensions)) {
      continue;
    }
    sized_ = false;
    throw Failure("UNSUPPORTED", "The shape of output " + std::to_string(i) +
                                     " depends on the values that are fed, which LiteRT cannot answer.");
  }
}

void LitertModel::Check(int status, const char* what) {
  if (status == kLiteRtOk) return;
  std::string message = std::string("LiteRT ") + what + " (" + LitertStatusWord(status) + ").";
  char* details = nullptr;
  if (compiled_ != nullptr && api_.LiteRtCompiledModelGetErrorMessages(compiled_, &details) == kLiteRtOk &&
      details != nullptr) {
    if (*details != '\0') message += std::string(" ") + details;
    free(details);
    api_.LiteRtCompiledModelClearErrors(compiled_);
  }
  throw Failure(LitertStatusWord(status), message);
}

}  // namespace zoo
