#pragma once

#include <napi.h>

#include <cstddef>
#include <memory>
#include <unordered_map>

#include "tensor.h"

namespace zoo {

// Memory of ours that JavaScript fills and our threads read where it is: aligned and with slack, as libraries want it. Belongs to one
// JavaScript thread.
class LentMemory {
 public:
  // An array buffer of zeros. Throws Failure when there is no memory, or it cannot be so large.
  Napi::ArrayBuffer Lend(Napi::Env env, size_t size);
  // Whether these bytes are a block of it, from its start.
  bool Has(const void* data, size_t size) const;
  // Such a block for a run, which keeps the memory whatever becomes of the array buffer: it may be transferred, or its thread end.
  Buffer Share(void* data, size_t size) const;

 private:
  using Blocks = std::unordered_map<const void*, std::shared_ptr<const Buffer>>;
  struct Lent {
    std::shared_ptr<Blocks> blocks;
    void* data;
  };
  // Outlives this where array buffers do.
  const std::shared_ptr<Blocks> blocks_ = std::make_shared<Blocks>();
};

}  // namespace zoo
