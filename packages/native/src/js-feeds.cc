#include "js-feeds.h"

#include <algorithm>
#include <cmath>
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
    const View bytes = ViewOf(array.Get(i));
    if (bytes.size == 0) {
      strings.emplace_back();
    } else {
      strings.emplace_back(reinterpret_cast<const char*>(bytes.data), bytes.size);
    }
  }
  return strings;
}

Failure Invalid(const char* message) { return Failure("INVALID_ARGUMENT", message); }

// A whole number from 0 to 2^32.
size_t ToCount(double value) {
  if (!(value >= 0 && value <= 4294967296.0 && value == std::floor(value))) {
    throw Invalid("A size or place of crops is no whole number from 0 to 4294967296.");
  }
  return static_cast<size_t>(value);
}

// The pixels of a tensor [..., height, width, 3] that memory can hold.
size_t PixelsOf(const std::vector<int64_t>& shape) {
  constexpr int64_t kMost = int64_t{1} << 40;
  if (shape.size() < 3 || shape.back() != static_cast<int64_t>(kCropChannels)) {
    throw Invalid("Crops are a tensor of the shape [..., height, width, 3].");
  }
  int64_t pixels = 1;
  for (size_t axis = 0; axis + 1 < shape.size(); axis++) {
    if (shape[axis] < 0 || (shape[axis] > 0 && pixels > kMost / shape[axis])) throw Invalid("Crops are too large.");
    pixels *= shape[axis];
  }
  return static_cast<size_t>(pixels);
}

// JavaScript may have changed all that it checked, and may do so again at any time: all is checked here, and the part of the image that
// is needed is copied, since its memory may be transferred or shrink while another thread reads.
void ToCrops(const Napi::Object& object, Tensor& tensor) {
  auto crops = std::make_unique<Crops>();
  const auto number = [&](const char* name) { return object.Get(name).ToNumber().DoubleValue(); };
  const auto flag = [&](const char* name) { return object.Get(name).ToBoolean().Value(); };
  crops->width = ToCount(number("width"));
  crops->height = ToCount(number("height"));
  crops->scale = static_cast<float>(number("scale"));
  crops->offset = static_cast<float>(number("offset"));
  crops->swap_channels = flag("swapChannels");
  crops->zero_outside = flag("zeroOutside");
  crops->pixels = PixelsOf(tensor.shape);
  crops->row = static_cast<size_t>(tensor.shape[tensor.shape.size() - 2]);
  const auto list = object.Get("crops").As<Napi::Float64Array>();
  constexpr size_t kNumbers = 9;
  const double* next = list.Data();
  for (size_t left = list.ElementLength() / kNumbers; left > 0; left--, next += kNumbers) {
    const auto axis = [](const double* at) { return CropAxis{at[0], at[1], at[2], ToCount(at[3])}; };
    crops->crops.push_back({ToCount(next[0]), axis(next + 1), axis(next + 5)});
  }
  crops->Check();

  const View image = ViewOf(object.Get("image"));
  const size_t stride = crops->width * kCropChannels;
  if (crops->width == 0 || crops->height == 0 || image.size / stride < crops->height) {
    throw Invalid("The image that crops are taken from has too few bytes for its size; its memory may have been transferred.");
  }
  crops->rows = crops->RowsNeeded();
  const size_t bytes = (crops->rows.last - crops->rows.first + 1) * stride;
  tensor.image = Copy({image.data + crops->rows.first * stride, bytes});
  crops->image = static_cast<const uint8_t*>(tensor.image.data());
  tensor.crops = std::move(crops);
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

Feed ToFeed(const RunForm::Input& input, const Napi::Value& data, const LentMemory& lent) {
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
    ToCrops(data.As<Napi::Object>(), tensor);
  }
  return {input.slot, std::move(tensor)};
}

}  // namespace zoo
