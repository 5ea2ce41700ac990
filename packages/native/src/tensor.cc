#include "tensor.h"

#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>

#include "failure.h"

#ifdef _WIN32
#include <malloc.h>
#endif

namespace zoo {

namespace {

constexpr size_t kAlignment = 64;
// Blocks from this size on are kept when they are freed: a fresh one costs a page fault for every 4 KiB, which for a batch
// of images is twenty times the copying itself.
constexpr size_t kKeepFrom = 64 * 1024;
constexpr size_t kKeepAtMost = 64 * 1024 * 1024;

// Stands before the memory it describes, in the same block.
struct alignas(kAlignment) Header {
  size_t capacity;
};

// Freed blocks of the process, by capacity.
class KeptBlocks {
 public:
  void* Take(size_t capacity) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = blocks_.lower_bound(capacity);
    if (found == blocks_.end() || found->first > capacity + capacity / 4) return nullptr;
    void* block = found->second;
    total_ -= found->first;
    blocks_.erase(found);
    return block;
  }
  bool Keep(size_t capacity, void* block) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (users_ == 0 || capacity < kKeepFrom || total_ + capacity > kKeepAtMost) return false;
    blocks_.emplace(capacity, block);
    total_ += capacity;
    return true;
  }

  void AddUser() {
    const std::lock_guard<std::mutex> lock(mutex_);
    users_++;
  }
  // The blocks to free, if nobody is left to use them.
  std::multimap<size_t, void*> RemoveUser() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (--users_ > 0) return {};
    total_ = 0;
    return std::exchange(blocks_, {});
  }

 private:
  std::mutex mutex_;
  std::multimap<size_t, void*> blocks_;
  size_t total_ = 0;
  size_t users_ = 0;
};

// Never destroyed: buffers are freed until the very end of the process.
KeptBlocks& Kept() {
  static auto* kept = new KeptBlocks;
  return *kept;
}

void* AllocateBlock(size_t size) {
#ifdef _WIN32
  return _aligned_malloc(size, kAlignment);
#else
  void* block = nullptr;
  return posix_memalign(&block, kAlignment, size) == 0 ? block : nullptr;
#endif
}

void FreeBlock(void* block) {
#ifdef _WIN32
  _aligned_free(block);
#else
  free(block);
#endif
}

}  // namespace

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  if (this == &other) return *this;
  Reset();
  const Parts parts = other.Give();
  data_ = parts.data;
  size_ = parts.size;
  release_ = parts.release;
  owner_ = parts.owner;
  return *this;
}

Buffer Buffer::Allocate(size_t size) {
  const size_t wanted = (size / kAlignment + 2) * kAlignment;
  void* block = wanted >= kKeepFrom ? Kept().Take(wanted) : nullptr;
  if (block == nullptr) {
    block = AllocateBlock(sizeof(Header) + wanted);
    if (block == nullptr) {
      throw Failure("RESOURCE_EXHAUSTED", "There is no memory for a tensor of " + std::to_string(size) + " bytes.");
    }
    static_cast<Header*>(block)->capacity = wanted;
  }
  void* data = static_cast<Header*>(block) + 1;
  return Buffer(data, size, &Buffer::Free, data);
}

void Buffer::Free(void* data) {
  auto* header = static_cast<Header*>(data) - 1;
  if (!Kept().Keep(header->capacity, header)) FreeBlock(header);
}

Buffer::Parts Buffer::Give() {
  const Parts parts{data_, size_, release_, owner_};
  data_ = nullptr;
  size_ = 0;
  release_ = nullptr;
  owner_ = nullptr;
  return parts;
}

void Buffer::Reset() {
  const Parts parts = Give();
  if (parts.release != nullptr) parts.release(parts.owner);
}

void KeptBlocksUser::Add() { Kept().AddUser(); }

void KeptBlocksUser::Remove() {
  for (const auto& [capacity, block] : Kept().RemoveUser()) FreeBlock(block);
}

void Tensor::SampleCrops(const std::atomic<bool>& cancelled) {
  if (!crops) return;
  buffer = Buffer::Allocate(crops->pixels * kCropChannels * sizeof(float));
  crops->Sample(static_cast<float*>(buffer.data()), cancelled);
  crops.reset();
  image = Buffer();
}

}  // namespace zoo
