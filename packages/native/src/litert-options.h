#pragma once

#include <string>

#include "litert-api.h"

namespace zoo {

// How a model is compiled: for the processor, on so many threads, and its reasons for failures kept for us to ask.
class LitertOptions {
 public:
  // Throws Failure.
  LitertOptions(const LitertApi& api, size_t threads);

  LiteRtOptionsT* get() const { return options_.get(); }

 private:
  void Add(const char* identifier, const std::string& toml);

  const LitertApi& api_;
  LitertHandle<LiteRtOptionsT> options_;
};

}  // namespace zoo
