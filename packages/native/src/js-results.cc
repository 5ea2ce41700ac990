#include "js-results.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "array-buffer.h"
#include "array-view.h"

namespace zoo {

namespace {

// False where the array is none, or of another size; it may have been transferred while the run was under way.
bool Write(const Buffer& buffer, const Napi::Value& into) {
  if (into.IsEmpty() || !into.IsTypedArray()) return false;
  const View view = ViewOf(into);
  if (buffer.size() == 0 || view.size != buffer.size()) return false;
  memcpy(view.data, buffer.data(), buffer.size());
  return true;
}

}  // namespace

PreparedResults::PreparedResults(const Napi::BigInt64Array& form, const Napi::Array& arrays)
    : form_(form.Data(), form.Data() + form.ElementLength()), arrays_(Napi::Persistent(arrays.As<Napi::Object>())) {
  for (uint32_t i = 0; i < arrays.Length(); i++) {
    const View view = ViewOf(arrays.Get(i));
    places_.push_back({view.data, view.size});
  }
}

bool PreparedResults::Take(const std::vector<Tensor>& results) const {
  if (arrays_.IsEmpty() || results.size() != places_.size()) return false;
  const int64_t* expected = form_.data();
  for (size_t i = 0; i < results.size(); i++) {
    const auto& shape = results[i].shape;
    if (*expected++ != results[i].type || *expected++ != static_cast<int64_t>(shape.size())) return false;
    if (!std::equal(shape.begin(), shape.end(), expected)) return false;
    if (results[i].buffer.size() != places_[i].size) return false;
    expected += shape.size();
  }
  for (size_t i = 0; i < results.size(); i++) memcpy(places_[i].data, results[i].buffer.data(), places_[i].size);
  return true;
}

Napi::Array ToEntry(Napi::Env env, Tensor tensor, const Napi::Value& into) {
  auto shape = Napi::Array::New(env, tensor.shape.size());
  for (uint32_t i = 0; i < tensor.shape.size(); i++) shape.Set(i, static_cast<double>(tensor.shape[i]));
  auto entry = Napi::Array::New(env, 3);
  entry.Set(0u, tensor.type);
  entry.Set(1u, shape);
  if (tensor.is_string) {
    auto strings = Napi::Array::New(env, tensor.strings.size());
    for (uint32_t i = 0; i < tensor.strings.size(); i++) {
      auto bytes = Napi::Uint8Array::New(env, tensor.strings[i].size());
      if (!tensor.strings[i].empty()) memcpy(bytes.Data(), tensor.strings[i].data(), tensor.strings[i].size());
      strings.Set(i, bytes);
    }
    entry.Set(2u, strings);
  } else if (!Write(tensor.buffer, into)) {
    entry.Set(2u, tensor.buffer.size() >= kShareFrom ? ToArrayBuffer(env, std::move(tensor.buffer))
                                                    : CopyToArrayBuffer(env, tensor.buffer));
  }
  return entry;
}

}  // namespace zoo
