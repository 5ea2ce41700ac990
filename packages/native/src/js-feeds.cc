#include "js-feeds.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "array-view.h"
#include "failure.h"

namespace zoo {

namespace {

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

}  // namespace zoo
