#include "lent-memory.h"

#include <cstring>
#include <utility>

namespace zoo {

Napi::ArrayBuffer LentMemory::Lend(Napi::Env env, size_t size) {
#ifndef NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED
  auto block = std::make_shared<const Buffer>(Buffer::Allocate(size));
  void* data = block->data();
  memset(data, 0, size);
  auto blocks = std::make_unique<std::shared_ptr<Blocks>>(blocks_);
  napi_value value;
  const auto release = [](napi_env, void* data, void* hint) {
    const std::unique_ptr<std::shared_ptr<Blocks>> blocks(static_cast<std::shared_ptr<Blocks>*>(hint));
    (*blocks)->erase(data);
  };
  if (napi_create_external_arraybuffer(env, data, size, release, blocks.get(), &value) == napi_ok) {
    blocks.release();
    blocks_->emplace(data, std::move(block));
    return Napi::ArrayBuffer(env, value);
  }
#endif
  // A runtime with its own memory cage (Electron) allows no external memory: feeds are copied there.
  return Napi::ArrayBuffer::New(env, size);
}

bool LentMemory::Has(const void* data, size_t size) const {
  const auto found = blocks_->find(data);
  return found != blocks_->end() && size <= found->second->size();
}

Buffer LentMemory::Share(void* data, size_t size) const {
  using Block = std::shared_ptr<const Buffer>;
  return Buffer(data, size, [](void* block) { delete static_cast<Block*>(block); }, new Block(blocks_->at(data)));
}

}  // namespace zoo
