#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backend.h"
#include "library.h"
#include "litert-api.h"

namespace zoo {

// libLiteRt and its one environment, shared by every model of the process.
class LitertLibrary {
 public:
  // Opens it, or answers the one already open. Throws Failure. `verbose` counts only the first time.
  static const LitertLibrary& Open(const std::vector<std::string>& paths, bool verbose);
  // The one that is open; throws Failure when none is.
  static const LitertLibrary& Get();

  const std::string& path() const { return library_.path(); }
  // The library does not tell its version; its file's package does.
  std::string version() const { return ""; }
  LiteRtEnvironmentT* environment() const { return environment_; }
  bool verbose() const { return verbose_; }

 private:
  LitertLibrary(const std::vector<std::string>& paths, bool verbose);
  Library library_;
  const bool verbose_;
  LiteRtEnvironmentT* environment_ = nullptr;

 public:
  const LitertApi api;
};

// Compiled models over the bytes of a .tflite, one a thread: the first is compiled now, the others when a second run comes while
// the first is under way. Throws Failure.
std::unique_ptr<Backend> MakeLitertBackend(Buffer model, size_t threads);

}  // namespace zoo
