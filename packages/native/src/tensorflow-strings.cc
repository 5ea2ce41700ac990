#include <cstring>

#include "failure.h"
#include "tensorflow.h"

namespace zoo {

namespace {

constexpr size_t kOffsetSize = sizeof(uint64_t);

bool HasModernStrings(const TensorflowApi& api) { return api.TF_StringInit != nullptr; }

void RequireLegacyStrings(const TensorflowApi& api) {
  if (api.TF_StringEncode == nullptr || api.TF_StringDecode == nullptr || api.TF_StringEncodedSize == nullptr) {
    throw Failure("UNIMPLEMENTED", "This libtensorflow exports no functions for string tensors.");
  }
}

// What the deallocator of a string tensor needs: the strings own memory of their own.
struct StringBlock {
  const TensorflowApi& api;
  size_t count;
};

TF_Tensor* MakeModern(const TensorflowApi& api, const std::vector<int64_t>& shape,
                      const std::vector<std::string>& strings) {
  const size_t size = strings.size() * sizeof(TensorflowString);
  Buffer buffer = Buffer::Allocate(size);
  auto* cells = static_cast<TensorflowString*>(buffer.data());
  for (size_t i = 0; i < strings.size(); i++) {
    api.TF_StringInit(&cells[i]);
    api.TF_StringCopy(&cells[i], strings[i].data(), strings[i].size());
  }
  const auto release = [](void* data, size_t, void* argument) {
    const std::unique_ptr<StringBlock> block(static_cast<StringBlock*>(argument));
    auto* made = static_cast<TensorflowString*>(data);
    for (size_t i = 0; i < block->count; i++) block->api.TF_StringDealloc(&made[i]);
    Buffer::Free(data);
  };
  return api.TF_NewTensor(kTensorflowString, shape.data(), static_cast<int>(shape.size()), buffer.Give().data, size,
                          release, new StringBlock{api, strings.size()});
}

// Before 2.4: a table of 64-bit offsets, then each string with its length before it as a varint.
TF_Tensor* MakeLegacy(const TensorflowApi& api, const std::vector<int64_t>& shape,
                      const std::vector<std::string>& strings) {
  RequireLegacyStrings(api);
  size_t size = strings.size() * kOffsetSize;
  for (const auto& text : strings) size += api.TF_StringEncodedSize(text.size());
  Buffer buffer = Buffer::Allocate(size);
  auto* base = static_cast<char*>(buffer.data());
  char* place = base + strings.size() * kOffsetSize;
  const TensorflowStatus status(api);
  for (size_t i = 0; i < strings.size(); i++) {
    const uint64_t offset = static_cast<uint64_t>(place - base) - strings.size() * kOffsetSize;
    memcpy(base + i * kOffsetSize, &offset, kOffsetSize);
    place += api.TF_StringEncode(strings[i].data(), strings[i].size(), place, size - static_cast<size_t>(place - base),
                                 status.get());
    status.Check();
  }
  const auto release = [](void* data, size_t, void*) { Buffer::Free(data); };
  return api.TF_NewTensor(kTensorflowString, shape.data(), static_cast<int>(shape.size()), buffer.Give().data, size,
                          release, nullptr);
}

}  // namespace

TF_Tensor* MakeStringTensor(const TensorflowApi& api, const std::vector<int64_t>& shape,
                            const std::vector<std::string>& strings) {
  return HasModernStrings(api) ? MakeModern(api, shape, strings) : MakeLegacy(api, shape, strings);
}

std::vector<std::string> ReadStringTensor(const TensorflowApi& api, const TF_Tensor* tensor, size_t count) {
  std::vector<std::string> strings;
  strings.reserve(count);
  if (HasModernStrings(api)) {
    const auto* cells = static_cast<const TensorflowString*>(api.TF_TensorData(tensor));
    for (size_t i = 0; i < count; i++) {
      strings.emplace_back(api.TF_StringGetDataPointer(&cells[i]), api.TF_StringGetSize(&cells[i]));
    }
    return strings;
  }
  RequireLegacyStrings(api);
  const auto* base = static_cast<const char*>(api.TF_TensorData(tensor));
  const char* end = base + api.TF_TensorByteSize(tensor);
  const TensorflowStatus status(api);
  for (size_t i = 0; i < count; i++) {
    uint64_t offset;
    memcpy(&offset, base + i * kOffsetSize, kOffsetSize);
    const char* place = base + count * kOffsetSize + offset;
    const char* text = nullptr;
    size_t length = 0;
    api.TF_StringDecode(place, static_cast<size_t>(end - place), &text, &length, status.get());
    status.Check();
    strings.emplace_back(text, length);
  }
  return strings;
}

}  // namespace zoo
