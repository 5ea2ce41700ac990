#pragma once

#include <napi.h>

#include <vector>

#include "backend.h"
#include "lent-memory.h"

namespace zoo {

// Objects that native threads read from: kept alive until the run is over. To be destroyed on JavaScript's thread.
using KeptObjects = std::vector<Napi::ObjectReference>;

// Results at least this large are handed to JavaScript as they are; smaller ones are cheaper to copy than to track.
constexpr size_t kShareFrom = 64 * 1024;

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

// Copies the data, but shares lent memory and keeps the image that crops are taken from. Throws Failure.
Feed ToFeed(const RunForm::Input& input, const Napi::Value& data, const LentMemory& lent, KeptObjects& kept);

// Arrays that JavaScript has made for the results of a run that is under way.
class PreparedResults {
 public:
  PreparedResults() = default;
  // `form`: for each result its type, its rank and its dimensions; `arrays`: for each a typed array of as many bytes, which
  // nobody else has yet.
  PreparedResults(const Napi::BigInt64Array& form, const Napi::Array& arrays);
  // Writes the results to the arrays, if they are just what was expected; false where not.
  bool Take(const std::vector<Tensor>& results) const;

 private:
  struct Place {
    void* data;
    size_t size;
  };
  std::vector<int64_t> form_;
  std::vector<Place> places_;
  Napi::ObjectReference arrays_;
};

// [type, shape, data] of a tensor that is given away. Where `into` is a typed array of as many bytes, they are written
// there and data is undefined.
Napi::Array ToEntry(Napi::Env env, Tensor tensor, const Napi::Value& into);

}  // namespace zoo
