#include "array-buffer.h"

#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "failure.h"

namespace zoo {

namespace {

Failure TooLarge(size_t size) {
  return Failure("RESOURCE_EXHAUSTED", "JavaScript cannot hold a tensor of " + std::to_string(size) + " bytes here.");
}

// Made by JavaScript's constructor, which throws where Napi::ArrayBuffer::New would end the process; of an array, which may have less
// than its buffer could.
Napi::ArrayBuffer Make(Napi::Env env, size_t size) {
  const auto constructor = env.Global().Get("Uint8Array").As<Napi::Function>();
  try {
    return constructor.New({Napi::Number::New(env, static_cast<double>(size))}).As<Napi::Uint8Array>().ArrayBuffer();
  } catch (const Napi::Error&) {
    throw TooLarge(size);
  }
}

Napi::ArrayBuffer Filled(Napi::ArrayBuffer made, const Buffer& buffer) {
  if (buffer.size() > 0) memcpy(made.Data(), buffer.data(), buffer.size());
  return made;
}

}  // namespace

Napi::ArrayBuffer ToArrayBuffer(Napi::Env env, Buffer buffer) {
#ifndef NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED
  const size_t size = buffer.size();
  auto owner = std::make_unique<Buffer>(std::move(buffer));
  const auto release = [](napi_env, void*, void* owned) { delete static_cast<Buffer*>(owned); };
  napi_value value;
  const napi_status status = napi_create_external_arraybuffer(env, owner->data(), size, release, owner.get(), &value);
  if (status == napi_ok) {
    owner.release();
    return Napi::ArrayBuffer(env, value);
  }
  if (status == napi_generic_failure) {
    // It is too large. Node, which has found that out late, calls `release` all the same.
    owner.release();
    napi_value exception;
    napi_get_and_clear_last_exception(env, &exception);
    throw TooLarge(size);
  }
  if (status != napi_no_external_buffers_allowed) throw Napi::Error::New(env);
  buffer = std::move(*owner);
#endif
  return Filled(Make(env, buffer.size()), buffer);
}

Napi::ArrayBuffer CopyToArrayBuffer(Napi::Env env, const Buffer& buffer) {
  return Filled(Napi::ArrayBuffer::New(env, buffer.size()), buffer);
}

}  // namespace zoo
