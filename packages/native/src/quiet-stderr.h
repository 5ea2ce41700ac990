#pragma once

namespace zoo {

// While it lives, lines that libraries write past every setting of theirs are kept from stderr: those that hold a text known as
// noise. Everything else that C's stdio writes goes on at once. The file descriptor is left alone, so that neither what JavaScript
// writes nor what child processes inherit changes. Does nothing where stdio's stream cannot be replaced: on Windows and on musl.
class QuietStderr {
 public:
  QuietStderr();
  ~QuietStderr();
  QuietStderr(const QuietStderr&) = delete;
  QuietStderr& operator=(const QuietStderr&) = delete;
};

}  // namespace zoo
