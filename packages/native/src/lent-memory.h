#pragma once

#include <napi.h>

#include <cstddef>
#include <memory>
#include <unordered_map>

namespace zoo {

// Memory of ours that JavaScript fills and our threads read where it is: aligned and with slack, as libraries want it. Belongs to one
// JavaScript thread.
class LentMemory {
 public:
  // An array buffer of zeros. Throws Failure when there is no memory.
  Napi::ArrayBuffer Lend(Napi::Env env, size_t size);
  // Whether these bytes are a block of it, from its start.
  bool Has(const void* data, size_t size) const;

 private:
  using Sizes = std::unordered_map<const void*, size_t>;
  // Outlives this where array buffers do.
  const std::shared_ptr<Sizes> sizes_ = std::make_shared<Sizes>();
};

}  // namespace zoo
