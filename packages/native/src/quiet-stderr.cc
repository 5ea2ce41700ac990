#include "quiet-stderr.h"

#include <algorithm>
#include <mutex>
#include <utility>

#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#endif

namespace zoo {

namespace {
// Two at once would put each other's file back as the real stderr.
std::mutex one_at_a_time;
}  // namespace

#ifdef _WIN32

QuietStderr::QuietStderr(std::vector<std::string> noise) : noise_(std::move(noise)), alone_(one_at_a_time) {}
QuietStderr::~QuietStderr() = default;

#else

QuietStderr::QuietStderr(std::vector<std::string> noise) : noise_(std::move(noise)), alone_(one_at_a_time) {
  // A file rather than a pipe: nobody who writes meanwhile can fill it and wait.
  char name[] = "/tmp/zoo-stderr-XXXXXX";
  held_ = mkstemp(name);
  if (held_ < 0) return;
  unlink(name);
  fcntl(held_, F_SETFD, FD_CLOEXEC);
  fcntl(held_, F_SETFL, O_APPEND);
  stderr_ = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (stderr_ >= 0) dup2(held_, STDERR_FILENO);
}

QuietStderr::~QuietStderr() {
  if (stderr_ >= 0) {
    dup2(stderr_, STDERR_FILENO);
    std::string text;
    char chunk[4096];
    lseek(held_, 0, SEEK_SET);
    for (ssize_t count; (count = read(held_, chunk, sizeof chunk)) > 0;) text.append(chunk, static_cast<size_t>(count));
    for (size_t start = 0; start < text.size();) {
      const size_t end = std::min(text.find('\n', start), text.size() - 1) + 1;
      const std::string line = text.substr(start, end - start);
      if (!IsNoise(line)) {
        [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
      }
      start = end;
    }
    close(stderr_);
  }
  if (held_ >= 0) close(held_);
}

bool QuietStderr::IsNoise(const std::string& line) const {
  return std::any_of(noise_.begin(), noise_.end(),
                     [&](const std::string& text) { return line.find(text) != std::string::npos; });
}

#endif

}  // namespace zoo
