#include "litert-views.h"

#include <algorithm>
#include <utility>

namespace zoo {

namespace {
bool IsSame(const LiteRtRankedTensorType& one, const LiteRtRankedTensorType& other) {
  const LiteRtLayout& layout = one.layout;
  return one.element_type == other.element_type && layout.rank == other.layout.rank &&
         std::equal(layout.dimensions, layout.dimensions + layout.rank, other.layout.dimensions);
}
}  // namespace

LitertViews::~LitertViews() {
  for (auto* handle : handles_) {
    if (handle != nullptr) api_.LiteRtDestroyTensorBuffer(handle);
  }
}

void LitertViews::SetCount(size_t count) {
  handles_.resize(count, nullptr);
  shown_.resize(count);
}

int LitertViews::Show(size_t place, const LiteRtRankedTensorType& type, const Buffer& buffer) {
  auto& handle = handles_.at(place);
  auto& shown = shown_[place];
  if (handle != nullptr) {
    if (shown.data == buffer.data() && shown.size == buffer.size() && IsSame(shown.type, type)) return kLiteRtOk;
    api_.LiteRtDestroyTensorBuffer(std::exchange(handle, nullptr));
  }
  shown = {type, buffer.data(), buffer.size()};
  return api_.LiteRtCreateTensorBufferFromHostMemory(&type, buffer.data(), buffer.size(), nullptr, &handle);
}

}  // namespace zoo
