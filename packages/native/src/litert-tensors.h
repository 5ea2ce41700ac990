#pragma once

#include <cstddef>
#include <vector>

#include "litert-api.h"

namespace zoo {

// What the file of a model says of its inputs and outputs.
struct LitertTensors {
  LitertTensors() = default;
  // Throws Failure, for what is none of ours too.
  LitertTensors(const LitertApi& api, LiteRtModelT* model);

  std::vector<LiteRtRankedTensorType> inputs;
  std::vector<LiteRtRankedTensorType> outputs;
  // For each output the tensor it is one and the same with: an input's place, or an earlier output's, or its own.
  struct Twin {
    bool is_input;
    size_t place;
  };
  std::vector<Twin> twins;
};

}  // namespace zoo
