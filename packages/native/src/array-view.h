#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdint>

namespace zoo {

// The memory of a typed array, by one call: each takes a microsecond in cold caches.
struct View {
  uint8_t* data;
  size_t size;
};

// Throws Failure where it is no typed array.
View ViewOf(const Napi::Value& array);

}  // namespace zoo
