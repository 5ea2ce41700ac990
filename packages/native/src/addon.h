#pragma once

#include <napi.h>

#include <unordered_set>

#include "completions.h"
#include "lent-memory.h"
#include "run-queue.h"

namespace zoo {

class Executable;

// What one environment (the main thread, or a worker) owns. Nothing here is shared between environments; the opened
// libraries, which a process can hold only once, are.
struct AddonData {
  explicit AddonData(Napi::Env env);

  Completions completions;
  // For what is slow but is no run: opening libraries, loading and freeing models.
  RunQueue background;
  LentMemory lent;
  Napi::FunctionReference executable_class;
  std::unordered_set<Executable*> live;
};

// An Error with `status` beside its message, for lib/ to make one of our classes of.
Napi::Value ToError(Napi::Env env, const std::string& status, const std::string& message);

}  // namespace zoo
