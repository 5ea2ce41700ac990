#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crops.h"

namespace zoo {

// Memory with one owner and whatever frees it: our own aligned block, or a library's tensor.
class Buffer {
 public:
  using Release = void (*)(void* owner);

  Buffer() = default;
  Buffer(void* data, size_t size, Release release, void* owner)
      : data_(data), size_(size), release_(release), owner_(owner) {}
  Buffer(Buffer&& other) noexcept { *this = std::move(other); }
  Buffer& operator=(Buffer&& other) noexcept;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { Reset(); }

  // A block that starts on 64 bytes, as both libraries want it to use it without a copy, and ends with slack, since
  // vectorised kernels read whole registers past the last element. Throws Failure when there is no memory.
  static Buffer Allocate(size_t size);
  // Frees the memory of such a block, by its address.
  static void Free(void* data);

  void* data() const { return data_; }
  size_t size() const { return size_; }
  // Gives up ownership: the caller frees `owner` by `release`.
  struct Parts {
    void* data;
    size_t size;
    Release release;
    void* owner;
  };
  Parts Give();

 private:
  void Reset();

  void* data_ = nullptr;
  size_t size_ = 0;
  Release release_ = nullptr;
  void* owner_ = nullptr;
};

// Blocks that were freed are kept for the next of their size as long as there is an environment to use them.
struct KeptBlocksUser {
  static void Add();
  static void Remove();
};

// A tensor in an engine's own numbering of types; C++ never needs to know what a number means, except for strings and
// crops, which are float32.
struct Tensor {
  int type = 0;
  std::vector<int64_t> shape;
  Buffer buffer;                     // of every type but strings
  std::vector<std::string> strings;  // of strings
  bool is_string = false;
  std::unique_ptr<Crops> crops;  // in place of a buffer, until they are sampled
  Buffer image;                  // that crops are taken from

  // Makes the buffer of a tensor that is crops; others are left as they are. Throws Failure when there is no memory, or `cancelled`
  // becomes true.
  void SampleCrops(const std::atomic<bool>& cancelled);
};

// Which tensor of a graph: a node and its output in TensorFlow; in LiteRT the position among inputs or outputs.
struct Slot {
  std::string node;
  int index = 0;
};

}  // namespace zoo
