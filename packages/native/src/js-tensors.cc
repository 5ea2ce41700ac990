#include "js-tensors.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "failure.h"

namespace zoo {

namespace {

size_t SizeOfElement(napi_typedarray_type type) {
  switch (type) {
    case napi_int16_array:
    case napi_uint16_array:
      return 2;
    case napi_int32_array:
    case napi_uint32_array:
    case napi_float32_array:
      return 4;
    case napi_float64_array:
    case napi_bigint64_array:
    case napi_biguint64_array:
      return 8;
    default:
      return 1;
  }
}

// memcpy for memory that was not used for a while. To look a page up takes a processor longer than to copy it then, and it
// looks up several at once while it has nothing to copy.
void CopyCold(uint8_t* to, const uint8_t* from, size_t size) {
  constexpr size_t kPage = 4096;
  constexpr size_t kStretch = 256 * kPage;  // far fewer pages than a processor remembers
  for (size_t start = 0; start < size; start += kStretch) {
    const size_t length = std::min(kStretch, size - start);
    for (size_t at = start; at < start + length; at += kPage) {
      static_cast<void>(*static_cast<const volatile uint8_t*>(from + at));
      static_cast<void>(*static_cast<const volatile uint8_t*>(to + at));
    }
    memcpy(to + start, from + start, length);
  }
}

// The memory of a typed array, by one call: each takes a microsecond in cold caches.
struct View {
  uint8_t* data;
  size_t size;
};

View ViewOf(const Napi::Value& array) {
  napi_typedarray_type type;
  size_t length;
  void* data;
  const napi_status status = napi_get_typedarray_info(array.Env(), array, &type, &length, &data, nullptr, nullptr);
  if (status != napi_ok) throw Failure("INTERNAL", "A feed is no typed array.");
  return {static_cast<uint8_t*>(data), length * SizeOfElement(type)};
}

Buffer Copy(const View& view) {
  Buffer buffer = Buffer::Allocate(view.size);
  CopyCold(static_cast<uint8_t*>(buffer.data()), view.data, view.size);
  return buffer;
}

std::vector<std::string> ToStrings(const Napi::Array& array) {
  std::vector<std::string> strings;
  strings.reserve(array.Length());
  for (uint32_t i = 0; i < array.Length(); i++) {
    const Napi::HandleScope scope(array.Env());
    const auto bytes = array.Get(i).As<Napi::Uint8Array>();
    strings.emplace_back(reinterpret_cast<const char*>(bytes.Data()), bytes.ByteLength());
  }
  return strings;
}

std::unique_ptr<Crops> ToCrops(const Napi::Object& object, KeptObjects& kept) {
  auto crops = std::make_unique<Crops>();
  const auto number = [&](const char* name) { return object.Get(name).As<Napi::Number>().DoubleValue(); };
  const auto flag = [&](const char* name) { return object.Get(name).As<Napi::Boolean>().Value(); };
  const auto image = object.Get("image").As<Napi::Uint8Array>();
  crops->width = static_cast<size_t>(number("width"));
  crops->height = static_cast<size_t>(number("height"));
  crops->scale = static_cast<float>(number("scale"));
  crops->offset = static_cast<float>(number("offset"));
  crops->swap_channels = flag("swapChannels");
  crops->zero_outside = flag("zeroOutside");
  // Whole when the crops were made, but its memory may have gone to another thread since.
  if (image.ByteLength() < crops->width * crops->height * kCropChannels) {
    throw Failure("INVALID_ARGUMENT", "The image that crops are taken from was transferred.");
  }
  crops->image = image.Data();
  kept.push_back(Napi::Persistent(image.As<Napi::Object>()));
  const auto numbers = object.Get("crops").As<Napi::Float64Array>();
  const double* next = numbers.Data();
  for (const double* end = next + numbers.ElementLength(); next < end; next += 9) {
    const auto axis = [](const double* at) { return CropAxis{at[0], at[1], at[2], static_cast<size_t>(at[3])}; };
    crops->crops.push_back({static_cast<size_t>(next[0]), axis(next + 1), axis(next + 5)});
  }
  return crops;
}

// False where the array is none, or of another size; it may have been transferred while the run was under way.
bool Write(const Buffer& buffer, const Napi::Value& into) {
  if (into.IsEmpty() || !into.IsTypedArray()) return false;
  const View view = ViewOf(into);
  if (buffer.size() == 0 || view.size != buffer.size()) return false;
  memcpy(view.data, buffer.data(), buffer.size());
  return true;
}

Napi::ArrayBuffer ToArrayBuffer(Napi::Env env, Buffer buffer) {
#ifndef NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED
  if (buffer.size() >= kShareFrom) {
    auto* owner = new Buffer(std::move(buffer));
    napi_value value;
    const napi_status status = napi_create_external_arraybuffer(
        env, owner->data(), owner->size(), [](napi_env, void*, void* hint) { delete static_cast<Buffer*>(hint); },
        owner, &value);
    if (status == napi_ok) return Napi::ArrayBuffer(env, value);
    // A runtime with its own memory cage (Electron) allows no external memory.
    buffer = std::move(*owner);
    delete owner;
  }
#endif
  auto copy = Napi::ArrayBuffer::New(env, buffer.size());
  if (buffer.size() > 0) memcpy(copy.Data(), buffer.data(), buffer.size());
  return copy;
}

}  // namespace

RunForm ToRunForm(const Napi::Array& inputs, const Napi::Array& fetches) {
  const auto slot = [](const Napi::Array& entry) {
    return Slot{entry.Get(0u).As<Napi::String>().Utf8Value(), entry.Get(1u).As<Napi::Number>().Int32Value()};
  };
  RunForm form;
  for (uint32_t i = 0; i < inputs.Length(); i++) {
    const auto entry = inputs.Get(i).As<Napi::Array>();
    const auto shape = entry.Get(3u).As<Napi::Array>();
    RunForm::Input input{slot(entry), entry.Get(2u).As<Napi::Number>().Int32Value(), {}};
    for (uint32_t d = 0; d < shape.Length(); d++) input.shape.push_back(shape.Get(d).As<Napi::Number>().Int64Value());
    form.inputs.push_back(std::move(input));
  }
  for (uint32_t i = 0; i < fetches.Length(); i++) form.fetches.push_back(slot(fetches.Get(i).As<Napi::Array>()));
  return form;
}

size_t BytesToCopy(const Napi::Array& data, const LentMemory& lent) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < data.Length(); i++) {
    const Napi::Value value = data.Get(i);
    if (!value.IsTypedArray()) continue;
    const View view = ViewOf(value);
    if (!lent.Has(view.data, view.size)) bytes += view.size;
  }
  return bytes;
}

Feed ToFeed(const RunForm::Input& input, const Napi::Value& data, const LentMemory& lent, KeptObjects& kept) {
  Tensor tensor;
  tensor.type = input.type;
  tensor.shape = input.shape;
  if (data.IsTypedArray()) {
    const View view = ViewOf(data);
    if (lent.Has(view.data, view.size)) {
      tensor.buffer = lent.Share(view.data, view.size);
    } else {
      tensor.buffer = Copy(view);
    }
  } else if (data.IsArray()) {
    tensor.is_string = true;
    tensor.strings = ToStrings(data.As<Napi::Array>());
  } else {
    tensor.crops = ToCrops(data.As<Napi::Object>(), kept);
  }
  return {input.slot, std::move(tensor)};
}

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
    entry.Set(2u, ToArrayBuffer(env, std::move(tensor.buffer)));
  }
  return entry;
}

}  // namespace zoo
