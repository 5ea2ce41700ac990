#include "litert-model.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "failure.h"
#include "litert-options.h"
#include "litert.h"
#include "litert-types.h"
#include "quiet-stderr.h"

namespace zoo {

namespace {

// LiteRT does not promise that one environment may compile on several threads at once.
std::timed_mutex compile_mutex;
// A compilation that never ends must not hold all others for ever.
constexpr std::chrono::seconds kCompileAtMost{60};

std::vector<int> ToDimensions(const std::vector<int64_t>& shape) {
  std::vector<int> dimensions;
  dimensions.reserve(shape.size());
  for (const int64_t dimension : shape) {
    if (dimension > INT32_MAX) throw Failure("INVALID_ARGUMENT", "LiteRT takes dimensions of at most 2147483647.");
    dimensions.push_back(static_cast<int>(dimension));
  }
  return dimensions;
}

constexpr const char* kUnforeseen = "The shape of an output is known in the run only, which LiteRT cannot answer.";

}  // namespace

LitertModel::LitertModel(const LitertLibrary& library, const Buffer& bytes, size_t threads)
    : library_(library),
      api_(library.api),
      model_(nullptr, api_.LiteRtDestroyModel),
      compiled_(nullptr, api_.LiteRtDestroyCompiledModel),
      input_views_(api_),
      output_views_(api_) {
  const std::unique_lock<std::timed_mutex> lock(compile_mutex, kCompileAtMost);
  if (!lock) throw Failure("TIMEOUT_EXPIRED", "LiteRT has compiled another model for more than 60 seconds.");
  LiteRtModelT* model = nullptr;
  CheckLitert(api_.LiteRtCreateModelFromBuffer(library_.environment(), bytes.data(), bytes.size(), &model),
              "could not read the model");
  model_.reset(model);
  tensors_ = LitertTensors(api_, model);
  input_views_.SetCount(tensors_.inputs.size());
  output_views_.SetCount(tensors_.outputs.size());
  Compile(threads);
  // A file may declare other shapes than its operators make, and LiteRT then writes past what was declared. Where it
  // cannot tell yet, since open dimensions stand as 1 and are too small, the first run sets them all and asks again.
  sized_ = ReadOutputShapes() == kLiteRtOk;
}

void LitertModel::Compile(size_t threads) {
  const LitertOptions options(api_, threads);
  {
    // Written once a process, past every log level.
    std::optional<QuietStderr> quiet;
    static bool first = true;
    if (first && !library_.verbose()) {
      quiet.emplace();
    }
    first = false;
    LiteRtCompiledModelT* compiled = nullptr;
    Check(api_.LiteRtCreateCompiledModel(library_.environment(), model_.get(), options.get(), &compiled),
          "could not compile the model");
    compiled_.reset(compiled);
  }
  const auto is_cancelled = [](void* self) {
    const std::atomic<bool>* cancelled = static_cast<LitertModel*>(self)->cancelled_;
    return cancelled != nullptr && *cancelled;
  };
  Check(api_.LiteRtSetCompiledModelCancellationFunction(compiled_.get(), this, is_cancelled), "could not be made to stop");
}

std::vector<Tensor> LitertModel::Run(std::vector<Feed> feeds, const std::vector<Slot>& fetches,
                                     const std::atomic<bool>& cancelled) {
  std::vector<Tensor> inputs(tensors_.inputs.size());
  for (auto& feed : feeds) inputs.at(static_cast<size_t>(feed.first.index)) = std::move(feed.second);
  Resize(inputs);

  for (size_t i = 0; i < inputs.size(); i++) {
    if (inputs[i].buffer.size() != SizeOf(tensors_.inputs[i])) {
      throw Failure("INVALID_ARGUMENT", "Input " + std::to_string(i) + " has " + std::to_string(inputs[i].buffer.size()) +
                                            " bytes; LiteRT takes " + std::to_string(SizeOf(tensors_.inputs[i])) + ".");
    }
    Check(input_views_.Show(i, tensors_.inputs[i], inputs[i].buffer), "took no memory for an input");
  }
  std::vector<Tensor> outputs(tensors_.outputs.size());
  for (size_t i = 0; i < outputs.size(); i++) {
    const auto& layout = tensors_.outputs[i].layout;
    outputs[i].type = tensors_.outputs[i].element_type;
    outputs[i].shape.assign(layout.dimensions, layout.dimensions + layout.rank);
    outputs[i].buffer = Buffer::Allocate(SizeOf(tensors_.outputs[i]));
    // A tensor has one memory: given two, LiteRT would fill the last.
    const LitertTensors::Twin& twin = tensors_.twins[i];
    Check(output_views_.Show(i, tensors_.outputs[i], (twin.is_input ? inputs : outputs)[twin.place].buffer),
          "took no memory for an output");
  }

  if (proven_) {
    Invoke(cancelled);
  } else {
    Prove(outputs, cancelled);
  }
  CheckShapes();
  for (size_t i = 0; i < outputs.size(); i++) {
    const LitertTensors::Twin& twin = tensors_.twins[i];
    const Buffer& source = (twin.is_input ? inputs : outputs)[twin.place].buffer;
    if (&source != &outputs[i].buffer) memcpy(outputs[i].buffer.data(), source.data(), source.size());
  }

  std::vector<Tensor> fetched;
  for (const auto& fetch : fetches) fetched.push_back(std::move(outputs.at(static_cast<size_t>(fetch.index))));
  return fetched;
}

void LitertModel::Invoke(const std::atomic<bool>& cancelled) {
  cancelled_ = &cancelled;
  const int status = api_.LiteRtRunCompiledModel(compiled_.get(), 0, input_views_.size(), input_views_.data(),
                                                 output_views_.size(), output_views_.data());
  cancelled_ = nullptr;
  if (status == kLiteRtCancelled) throw Failure("CANCELLED", "The run was cancelled.");
  try {
    Check(status, "failed the run");
  } catch (const Failure& failure) {
    const std::string what = failure.what();
    for (const char* sign : {"tensor->allocation_type ==", "Custom allocation is too small"}) {
      if (what.find(sign) != std::string::npos) throw Failure("UNSUPPORTED", std::string(kUnforeseen) + " " + what);
    }
    throw;
  }
}

void LitertModel::Prove(std::vector<Tensor>& outputs, const std::atomic<bool>& cancelled) {
  // An answer may look like one trace, but not like both.
  for (const int trace : {0x5c, 0xa3}) {
    for (Tensor& output : outputs) memset(output.buffer.data(), trace, output.buffer.size());
    Invoke(cancelled);
    proven_ = true;
    for (size_t i = 0; i < outputs.size(); i++) {
      const LitertTensors::Twin& twin = tensors_.twins[i];
      if (twin.is_input || twin.place != i || outputs[i].buffer.size() == 0) continue;
      const auto* data = static_cast<const uint8_t*>(outputs[i].buffer.data());
      const auto is_trace = [trace](uint8_t byte) { return byte == trace; };
      if (std::all_of(data, data + outputs[i].buffer.size(), is_trace)) proven_ = false;
    }
    if (proven_) return;
  }
  throw Failure("UNSUPPORTED", kUnforeseen);
}

void LitertModel::Resize(const std::vector<Tensor>& inputs) {
  // Shapes that do not fit together leave the model in between: after a failure every input is set anew.
  const bool all = !sized_;
  bool resized = all;
  sized_ = false;
  for (size_t i = 0; i < inputs.size(); i++) {
    const auto& shape = inputs[i].shape;
    // A scalar has one shape only, which LiteRT does not let be set.
    if (shape.empty() || (!all && HasShape(tensors_.inputs[i], shape))) continue;
    if (shape.size() > kLiteRtMaxRank) throw Failure("INVALID_ARGUMENT", "LiteRT takes tensors of at most rank 8.");
    const std::vector<int> dimensions = ToDimensions(shape);
    Check(api_.LiteRtCompiledModelResizeInputTensor(compiled_.get(), 0, i, dimensions.data(), dimensions.size()),
          "could not take an input of this shape");
    auto& layout = tensors_.inputs[i].layout;
    layout.rank = static_cast<unsigned>(shape.size());
    for (size_t d = 0; d < shape.size(); d++) layout.dimensions[d] = dimensions[d];
    resized = true;
  }
  if (resized) Check(ReadOutputShapes(), "could not work out its outputs' shapes");
  sized_ = true;
}

int LitertModel::ReadLayouts(bool update) {
  const size_t count = tensors_.outputs.size();
  // LiteRT writes all dimensions that it finds, past the layout where a file makes more of them than that has.
  constexpr size_t kSpare = 8;
  layouts_.resize(count + kSpare);
  const int status =
      api_.LiteRtGetCompiledModelOutputTensorLayouts(compiled_.get(), 0, count, layouts_.data(), update);
  layouts_.resize(count);
  if (status != kLiteRtOk) return status;
  for (const LiteRtLayout& layout : layouts_) {
    if (layout.rank > kLiteRtMaxRank) throw Failure("UNSUPPORTED", "LiteRT answers tensors of at most rank 8.");
  }
  return status;
}

int LitertModel::ReadOutputShapes() {
  const int status = ReadLayouts(true);
  if (status != kLiteRtOk) return status;
  for (size_t i = 0; i < layouts_.size(); i++) tensors_.outputs[i].layout = layouts_[i];
  return kLiteRtOk;
}

void LitertModel::CheckShapes() {
  Check(ReadLayouts(false), "could not tell its outputs' shapes");
  for (size_t i = 0; i < layouts_.size(); i++) {
    const auto& foreseen = tensors_.outputs[i].layout;
    if (layouts_[i].rank == foreseen.rank &&
        std::equal(foreseen.dimensions, foreseen.dimensions + foreseen.rank, layouts_[i].dimensions)) {
      continue;
    }
    sized_ = false;
    throw Failure("UNSUPPORTED", "The shape of output " + std::to_string(i) +
                                     " depends on the values that are fed, which LiteRT cannot answer.");
  }
}

void LitertModel::Check(int status, const char* what) {
  try {
    CheckLitert(status, what);
  } catch (const Failure& failure) {
    throw Failure(failure.status, failure.what() + Details());
  }
}

std::string LitertModel::Details() {
  char* details = nullptr;
  if (compiled_ == nullptr || api_.LiteRtCompiledModelGetErrorMessages(compiled_.get(), &details) != kLiteRtOk) return "";
  const std::unique_ptr<char, void (*)(void*)> owner(details, free);
  api_.LiteRtCompiledModelClearErrors(compiled_.get());
  return details == nullptr || *details == '\0' ? "" : std::string(" ") + details;
}

}  // namespace zoo
