#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "backend.h"
#include "litert-api.h"
#include "litert-tensors.h"
#include "litert-views.h"

namespace zoo {

class LitertLibrary;

// One compiled model: serves one run at a time.
class LitertModel {
 public:
  // Compiles; takes tens of milliseconds. `bytes` must outlive this. Throws Failure.
  LitertModel(const LitertLibrary& library, const Buffer& bytes, size_t threads);
  LitertModel(const LitertModel&) = delete;
  LitertModel& operator=(const LitertModel&) = delete;

  std::vector<Tensor> Run(std::vector<Feed> feeds, const std::vector<Slot>& fetches, const std::atomic<bool>& cancelled);

 private:
  void Compile(size_t threads);
  // Computes what the views show.
  void Invoke(const std::atomic<bool>& cancelled);
  // The same for the first time: LiteRT leaves an output alone whose shape it learns in the run only, and does not say so
  // before the next run. Throws when it did.
  void Prove(std::vector<Tensor>& outputs, const std::atomic<bool>& cancelled);
  // Makes the model take inputs of these shapes, and learns its outputs' shapes.
  void Resize(const std::vector<Tensor>& inputs);
  // Reads the shapes of the outputs; `update`: works them out for the inputs that the compiled model is set to. Returns LiteRT's status.
  int ReadLayouts(bool update);
  // Asks the compiled model for its outputs' shapes, for the inputs it is set to.
  int ReadOutputShapes();
  // Throws when a run gave an output another shape than was foreseen: its memory is not what it should be.
  void CheckShapes();
  // As CheckLitert, with LiteRT's own reasons.
  void Check(int status, const char* what);
  std::string Details();

  const LitertLibrary& library_;
  const LitertApi& api_;
  LitertHandle<LiteRtModelT> model_;
  LitertHandle<LiteRtCompiledModelT> compiled_;
  LitertTensors tensors_;
  std::vector<LiteRtLayout> layouts_;
  LitertViews input_views_;  // go before the compiled model
  LitertViews output_views_;
  // Whether the shapes of `tensors_` are those the compiled model is set to.
  bool sized_ = false;
  // Whether a run wrote all outputs.
  bool proven_ = false;
  std::atomic<const std::atomic<bool>*> cancelled_{nullptr};
};

}  // namespace zoo
