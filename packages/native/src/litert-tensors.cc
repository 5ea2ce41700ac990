#include "litert-tensors.h"

#include <unordered_map>

#include "litert-types.h"

namespace zoo {

namespace {

using Handles = std::vector<LiteRtTensorT*>;

std::vector<LiteRtRankedTensorType> TypesOf(const LitertApi& api, const Handles& tensors) {
  std::vector<LiteRtRankedTensorType> types(tensors.size());
  for (size_t i = 0; i < tensors.size(); i++) {
    CheckLitert(api.LiteRtGetRankedTensorType(tensors[i], &types[i]), "could not read a tensor's type");
    SizeOfElement(types[i].element_type);
  }
  return types;
}

}  // namespace

LitertTensors::LitertTensors(const LitertApi& api, LiteRtModelT* model) {
  size_t index = 0;
  LiteRtSubgraphT* subgraph = nullptr;
  CheckLitert(api.LiteRtGetMainModelSubgraphIndex(model, &index), "has no main subgraph");
  CheckLitert(api.LiteRtGetModelSubgraph(model, index, &subgraph), "has no main subgraph");
  size_t count = 0;
  CheckLitert(api.LiteRtGetNumSubgraphInputs(subgraph, &count), "could not count the inputs");
  Handles fed(count);
  for (size_t i = 0; i < count; i++) {
    CheckLitert(api.LiteRtGetSubgraphInput(subgraph, i, &fed[i]), "could not read an input");
  }
  CheckLitert(api.LiteRtGetNumSubgraphOutputs(subgraph, &count), "could not count the outputs");
  Handles made(count);
  for (size_t i = 0; i < count; i++) {
    CheckLitert(api.LiteRtGetSubgraphOutput(subgraph, i, &made[i]), "could not read an output");
  }
  inputs = TypesOf(api, fed);
  outputs = TypesOf(api, made);
  // The first place of each: a file may name one tensor more than once.
  std::unordered_map<LiteRtTensorT*, Twin> places;
  for (size_t i = 0; i < fed.size(); i++) places.emplace(fed[i], Twin{true, i});
  for (size_t i = 0; i < made.size(); i++) twins.push_back(places.emplace(made[i], Twin{false, i}).first->second);
}

}  // namespace zoo
