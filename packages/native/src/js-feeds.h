#pragma once

#include <napi.h>

#include <vector>

#include "backend.h"
#include "lent-memory.h"

namespace zoo {

// What is fed and fetched by runs that are alike in all but their values.
struct RunForm {
  struct Input {
    Slot slot;
    int type;
    std::vector<int64_t> shape;
  };
  std::vector<Input> inputs;
  std::vector<Slot> fetches;
};

// [[node, index, type, shape]…] and [[node, index]…], as lib/addon.ts describes them.
RunForm ToRunForm(const Napi::Array& inputs, const Napi::Array& fetches);

// How much ToFeed will copy of all these data, strings left out.
size_t BytesToCopy(const Napi::Array& data, const LentMemory& lent);

// Copies the data, but shares lent memory. Nothing that JavaScript does to its objects afterwards changes what is fed. Throws Failure.
Feed ToFeed(const RunForm::Input& input, const Napi::Value& data, const LentMemory& lent);

}  // namespace zoo
