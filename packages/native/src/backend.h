#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "run-queue.h"
#include "tensor.h"

namespace zoo {

using Feed = std::pair<Slot, Tensor>;

// What a run asks for, and when it is to end.
struct RunRequest {
  const std::vector<Slot>& fetches;
  const std::atomic<bool>& cancelled;
  std::optional<Clock::time_point> deadline;
};

// A model inside a library. Knows nothing of JavaScript. Shared by the threads that run it: the last to let go frees it.
class Backend {
 public:
  virtual ~Backend() = default;

  // Computes the fetches. Called by several threads at once, each with a state of its own, empty at first. Throws Failure; one
  // with the status CANCELLED when it stopped because `cancelled` became true.
  virtual std::vector<Tensor> Run(LaneState& lane, std::vector<Feed> feeds, const RunRequest& request) = 0;

  // A run that was cancelled does not end, and its thread is about to be given up: no later run may depend on what it holds.
  // `cancelled` is the one of its request. Must not wait. What is returned, if anything, may wait, and makes the run end if the library
  // can do so without disturbing others.
  virtual std::function<void()> GiveUp(const std::atomic<bool>& cancelled) { return nullptr; }

  // The model is being freed or the environment is closing: make runs under way end soon, if the library can. Must not wait.
  virtual void Interrupt() {}
};

}  // namespace zoo
