#pragma once

#include <napi.h>

#include "tensor.h"

namespace zoo {

// Memory as an array buffer, which frees it when it is collected. Where the runtime allows no memory but its own (Electron) it
// is copied. Throws Failure when an array buffer cannot be so large: on Node 20 it has at most 4 GiB.
Napi::ArrayBuffer ToArrayBuffer(Napi::Env env, Buffer buffer);

// A copy of it, for what is small.
Napi::ArrayBuffer CopyToArrayBuffer(Napi::Env env, const Buffer& buffer);

}  // namespace zoo
