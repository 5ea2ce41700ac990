#include "tensorflow.h"

#include <cstdlib>
#include <mutex>

#include "failure.h"
#include "quiet-stderr.h"

namespace zoo {

namespace {

std::mutex library_mutex;
const TensorflowLibrary* the_library = nullptr;  // never freed: it cannot be closed

// @source tensorflow/core/protobuf/error_codes.proto, in the order of its numbers
constexpr const char* kStatusWords[] = {
    "OK",        "CANCELLED",         "UNKNOWN",            "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
    "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED",     "OUT_OF_RANGE",
    "UNIMPLEMENTED",  "INTERNAL",          "UNAVAILABLE",        "DATA_LOSS",           "UNAUTHENTICATED"};

void SetEnvironment(const char* name, const char* value) {
#ifdef _WIN32
  _putenv_s(name, value);
#else
  setenv(name, value, 1);
#endif
}

// Abseil's log, which newer versions also write to, reads no variable; its C++ function is found by its mangled name,
// which holds the release of Abseil inside. A release not listed just stays talkative.
void SilenceAbseil(const Library& library) {
  for (const char* release :
       {"20230125", "20230802", "20240116", "20240722", "20250127", "20250512", "20250814", "20260107"}) {
    const std::string symbol = std::string("_ZN4absl12lts_") + release + "14SetMinLogLevelENS0_18LogSeverityAtLeastE";
    if (void* address = library.Find(symbol.c_str())) {
      constexpr int kFatal = 3;
      reinterpret_cast<void (*)(int)>(address)(kFatal);
    }
  }
}

}  // namespace

void TensorflowStatus::Check() const {
  const int code = api_.TF_GetCode(status_);
  if (code == 0) return;
  const bool known = code > 0 && static_cast<size_t>(code) < sizeof(kStatusWords) / sizeof(kStatusWords[0]);
  throw Failure(known ? kStatusWords[code] : "UNKNOWN", api_.TF_Message(status_));
}

const TensorflowLibrary& TensorflowLibrary::Open(const std::vector<std::string>& paths, bool verbose) {
  const std::lock_guard<std::mutex> lock(library_mutex);
  if (the_library == nullptr) {
    // Read by TensorFlow once, at its first line of log. Whoever set it already knows better, unless it was this very
    // code in a parent process, whose variables children inherit; and a user who sets 3 wants silence too.
    const char* level = getenv("TF_CPP_MIN_LOG_LEVEL");
    const bool silence = !verbose && (level == nullptr || std::string(level) == "3");
    if (silence) {
      SetEnvironment("TF_CPP_MIN_LOG_LEVEL", "3");
      // The framework library comes first. It has the log, and writes to it while it is being opened.
      const QuietStderr quiet;
      SilenceAbseil(Library({paths.front()}));
    }
    the_library = new TensorflowLibrary(paths);
  }
  return *the_library;
}

const TensorflowLibrary& TensorflowLibrary::Get() {
  const std::lock_guard<std::mutex> lock(library_mutex);
  if (the_library == nullptr) throw Failure("NOT_LOADED", "libtensorflow is not open.");
  return *the_library;
}

}  // namespace zoo
