#include "lent-memory.h"

#include <cstring>
#include <utility>

#include "tensor.h"

namespace zoo {

Napi::ArrayBuffer LentMemory::Lend(Napi::Env env, size_t size) {
#ifndef NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED
  struct Block {
    Buffer buffer;
    std::shared_ptr<Sizes> sizes;
  };
  auto block = std::make_unique<Block>(Block{Buffer::Allocate(size), sizes_});
  void* data = block->buffer.data();
  memset(data, 0, size);
  napi_value value;
  const auto release = [](napi_env, void* data, void* hint) {
    const std::unique_ptr<Block> owned(static_cast<Block*>(hint));
    owned->sizes->erase(data);
  };
  if (napi_create_external_arraybuffer(env, data, size, release, block.get(), &value) == napi_ok) {
    block.release();
    sizes_->emplace(data, size);
    return Napi::ArrayBuffer(env, value);
  }
#endif
  // A runtime with its own memory cage (Electron) allows no external memory: feeds are copied there.
  return Napi::ArrayBuffer::New(env, size);
}

bool LentMemory::Has(const void* data, size_t size) const {
  const auto found = sizes_->find(data);
  return found != sizes_->end() && size <= found->second;
}

}  // namespace zoo
