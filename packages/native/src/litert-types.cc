#include "litert-types.h"

#include <string>

#include "failure.h"

namespace zoo {

namespace {
constexpr size_t kLargest = PTRDIFF_MAX;
}

// @source tensorflow/lite/core/c/c_api_types.h, enum TfLiteType
size_t SizeOfElement(int type) {
  switch (type) {
    case 1: return 4;   // float32
    case 2: return 4;   // int32
    case 3: return 1;   // uint8
    case 4: return 8;   // int64
    case 6: return 1;   // bool
    case 7: return 2;   // int16
    case 8: return 8;   // complex64
    case 9: return 1;   // int8
    case 10: return 2;  // float16
    case 11: return 8;  // float64
    case 13: return 8;  // uint64
    case 16: return 4;  // uint32
    case 17: return 2;  // uint16
    default:
      throw Failure("UNSUPPORTED", "The model has an input or output of LiteRT's type " + std::to_string(type) +
                                       ", which this engine does not pass.");
  }
}

size_t SizeOf(const LiteRtRankedTensorType& type) {
  size_t size = SizeOfElement(type.element_type);
  for (unsigned i = 0; i < type.layout.rank; i++) {
    const int32_t dimension = type.layout.dimensions[i];
    if (dimension < 0) throw Failure("UNSUPPORTED", "LiteRT does not know the shape of an output before the run.");
    if (dimension > 0 && size > kLargest / static_cast<size_t>(dimension)) {
      throw Failure("RESOURCE_EXHAUSTED", "LiteRT has a tensor of more bytes than there are addresses.");
    }
    size *= static_cast<size_t>(dimension);
  }
  return size;
}

bool HasShape(const LiteRtRankedTensorType& type, const std::vector<int64_t>& shape) {
  if (type.layout.rank != shape.size()) return false;
  for (size_t i = 0; i < shape.size(); i++) {
    if (type.layout.dimensions[i] != shape[i]) return false;
  }
  return true;
}

}  // namespace zoo
