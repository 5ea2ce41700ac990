#include "array-view.h"

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

}  // namespace

View ViewOf(const Napi::Value& array) {
  napi_typedarray_type type = napi_uint8_array;
  size_t length = 0;
  void* data = nullptr;
  const napi_status status = napi_get_typedarray_info(array.Env(), array, &type, &length, &data, nullptr, nullptr);
  if (status != napi_ok) throw Failure("INTERNAL", "An array is no typed array.");
  return {static_cast<uint8_t*>(data), length * SizeOfElement(type)};
}

}  // namespace zoo
