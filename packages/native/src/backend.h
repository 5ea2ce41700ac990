#pragma once

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "tensor.h"

namespace zoo {

using Feed = std::pair<Slot, Tensor>;

// A model inside a library. Knows nothing of JavaScript.
class Backend {
 public:
  virtual ~Backend() = default;

  // Computes `fetches`. Called by several threads at once, each with a number of its own. Throws Failure; one with the
  // status CANCELLED when it stopped because `cancelled` became true.
  virtual std::vector<Tensor> Run(size_t worker, std::vector<Feed> feeds, const std::vector<Slot>& fetches,
                                  const std::atomic<bool>& cancelled) = 0;

  // The model is being freed or the environment is closing: make runs under way end soon, if the library can.
  virtual void Interrupt() {}
};

}  // namespace zoo
