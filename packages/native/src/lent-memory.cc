#include "lent-memory.h"

#include <cstring>
#include <utility>

#include "array-buffer.h"

namespace zoo {

Napi::ArrayBuffer LentMemory::Lend(Napi::Env env, size_t size) {
  auto block = std::make_shared<const Buffer>(Buffer::Allocate(size));
  void* data = block->data();
  memset(data, 0, size);
  blocks_->emplace(data, std::move(block));
  // Where the array buffer becomes a copy, the block goes at once, and feeds in it are copied as others are.
  const auto release = [](void* owned) {
    const std::unique_ptr<Lent> lent(static_cast<Lent*>(owned));
    lent->blocks->erase(lent->data);
  };
  return ToArrayBuffer(env, Buffer(data, size, release, new Lent{blocks_, data}));
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
