#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "litert-api.h"

namespace zoo {

// Bytes of an element, by TfLiteType. Throws Failure for fewer than 8 bits an element, strings and handles, which are not ours.
size_t SizeOfElement(int type);

// Bytes of a tensor. Throws Failure where a dimension is open.
size_t SizeOf(const LiteRtRankedTensorType& type);

bool HasShape(const LiteRtRankedTensorType& type, const std::vector<int64_t>& shape);

}  // namespace zoo
