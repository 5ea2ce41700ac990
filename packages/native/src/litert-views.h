#pragma once

#include <vector>

#include "litert-api.h"
#include "tensor.h"

namespace zoo {

// LiteRT's views of our memory, which stays ours: one for each input, or for each output, of a compiled model. To make one takes
// longer than to see that the next run comes in the same memory, as it mostly does.
class LitertViews {
 public:
  explicit LitertViews(const LitertApi& api) : api_(api) {}
  ~LitertViews();
  LitertViews(const LitertViews&) = delete;
  LitertViews& operator=(const LitertViews&) = delete;

  // Before the first run.
  void SetCount(size_t count);
  // Makes the view at `place` one of this buffer. Returns LiteRT's status.
  int Show(size_t place, const LiteRtRankedTensorType& type, const Buffer& buffer);

  LiteRtTensorBufferT** data() { return handles_.data(); }
  size_t size() const { return handles_.size(); }

 private:
  struct Shown {
    LiteRtRankedTensorType type;
    const void* data;
    size_t size;
  };
  const LitertApi& api_;
  std::vector<LiteRtTensorBufferT*> handles_;
  std::vector<Shown> shown_;
};

}  // namespace zoo
