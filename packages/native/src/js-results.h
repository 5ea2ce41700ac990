#pragma once

#include <napi.h>

#include <vector>

#include "tensor.h"

namespace zoo {

// Results at least this large are handed to JavaScript as they are; smaller ones are cheaper to copy than to track.
constexpr size_t kShareFrom = 64 * 1024;

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
// there and data is undefined. Throws Failure when JavaScript cannot hold so many.
Napi::Array ToEntry(Napi::Env env, Tensor tensor, const Napi::Value& into);

}  // namespace zoo
