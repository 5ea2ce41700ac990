#include "quiet-stderr.h"

// Defines __GLIBC__.
#include <cstdio>

#if defined(__GLIBC__) || defined(__APPLE__)
#define ZOO_CAN_REPLACE_STDERR
#include <unistd.h>

#include <cstring>
#include <mutex>
#endif

namespace zoo {

#ifdef ZOO_CAN_REPLACE_STDERR

namespace {

constexpr const char* kNoise[] = {
    "All log messages before absl::InitializeLog()",
    "oneDNN custom operations are on",
    "Created TensorFlow Lite XNNPACK delegate for CPU.",
};

bool IsNoise(const char* line, size_t size) {
  for (const char* text : kNoise) {
    const size_t length = strlen(text);
    for (size_t at = 0; at + length <= size; at++) {
      if (memcmp(line + at, text, length) == 0) return true;
    }
  }
  return false;
}

void WriteAll(const char* text, size_t size) {
  while (size > 0) {
    const ssize_t written = write(STDERR_FILENO, text, size);
    if (written <= 0) return;
    text += written;
    size -= static_cast<size_t>(written);
  }
}

void Filter(const char* text, size_t size) {
  while (size > 0) {
    const void* end = memchr(text, '\n', size);
    const size_t length = end == nullptr ? size : static_cast<size_t>(static_cast<const char*>(end) - text) + 1;
    if (!IsNoise(text, length)) WriteAll(text, length);
    text += length;
    size -= length;
  }
}

#ifdef __APPLE__
int Write(void*, const char* text, int size) {
  Filter(text, static_cast<size_t>(size));
  return size;
}
FILE* OpenFilter() { return funopen(nullptr, nullptr, Write, nullptr, nullptr); }
FILE*& Stream() { return __stderrp; }
#else
ssize_t Write(void*, const char* text, size_t size) {
  Filter(text, size);
  return static_cast<ssize_t>(size);
}
FILE* OpenFilter() {
  cookie_io_functions_t functions{};
  functions.write = Write;
  return fopencookie(nullptr, "w", functions);
}
FILE*& Stream() { return stderr; }
#endif

std::mutex mutex;
int users = 0;
FILE* real = nullptr;

// Never closed: another thread may have begun to write to it.
FILE* FilterStream() {
  static FILE* const stream = [] {
    FILE* made = OpenFilter();
    // By lines, which are what is noise or not.
    if (made != nullptr) setvbuf(made, nullptr, _IOLBF, 4096);
    return made;
  }();
  return stream;
}

}  // namespace

QuietStderr::QuietStderr() {
  const std::lock_guard<std::mutex> lock(mutex);
  if (users++ > 0) return;
  real = Stream();
  if (FILE* filter = FilterStream()) Stream() = filter;
}

QuietStderr::~QuietStderr() {
  const std::lock_guard<std::mutex> lock(mutex);
  if (--users > 0) return;
  Stream() = real;
  if (FILE* filter = FilterStream()) fflush(filter);
}

#else

QuietStderr::QuietStderr() = default;
QuietStderr::~QuietStderr() = default;

#endif

}  // namespace zoo
