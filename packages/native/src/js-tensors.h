#pragma once

#include <napi.h>

#include <vector>

#include "backend.h"

namespace zoo {

// Objects that native threads read from: kept alive until the run is over. To be destroyed on JavaScript's thread.
using KeptObjects = std::vector<Napi::ObjectReference>;

// [node, index], as lib/addon.ts describes it.
Slot ToSlot(const Napi::Array& entry);

// How much ToFeed will copy of all these feeds, strings left out.
size_t BytesOf(const Napi::Array& feeds);

// [node, index, type, shape, data]: copies the data, or keeps the image that crops are taken from. Throws Failure.
Feed ToFeed(const Napi::Array& entry, KeptObjects& kept);

// [type, shape, data] of a tensor that is given away. Where `into` is a typed array of as many bytes, they are written
// there and data is undefined.
Napi::Array ToEntry(Napi::Env env, Tensor tensor, const Napi::Value& into);

}  // namespace zoo
