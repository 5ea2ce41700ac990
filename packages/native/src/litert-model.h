#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "backend.h"
#include "litert-api.h"
#include "litert-views.h"

namespace zoo {

class LitertLibrary;

// One compiled model: serves one run at a time.
class LitertModel {
 public:
  // Compiles; takes tens of milliseconds. `bytes` must outlive this. Throws Failure.
  LitertModel(const LitertLibrary& library, const Buffer& bytes, size_t threads);
  ~LitertModel();
  LitertModel(const LitertModel&) = delete;
  LitertModel& operator=(const LitertModel&) = delete;

  std::vector<Tensor> Run(std::vector<Feed> feeds, const std::vector<Slot>& fetches, const std::atomic<bool>& cancelled);

 private:
  void Compile(size_t threads);
  void ReadTensors();
  // Makes the model take inputs of these shapes, and learns its outputs' shapes.
  void Resize(const std::vector<Tensor>& inputs);
  // Asks the compiled model for its outputs' shapes, for the inputs it is set to.
  int ReadOutputShapes();
  // Throws when a run gave an output another shape than was foreseen: its memory is not what it should be.
  void CheckShapes();
  void Check(int status, const char* what);

  const LitertLibrary& library_;
  const LitertApi& api_;
  LiteRtModelT* model_ = nullptr;
  LiteRtCompiledModelT* compiled_ = nullptr;
  std::vector<LiteRtRankedTensorType> inputs_;
  std::vector<LiteRtRankedTensorType> outputs_;
  LitertViews input_views_;
  LitertViews output_views_;
  // For each output the tensors it is one and the same with: an input's place, or an earlier output's, or its own.
  struct Twin {
    bool is_input;
    size_t place;
  };
  std::vector<Twin> twins_;
  // Whether the shapes above are those the compiled model is set to.
  bool sized_ = false;
  std::atomic<const std::atomic<bool>*> cancelled_{nullptr};
};

}  // namespace zoo
