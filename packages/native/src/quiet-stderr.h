#pragma once

#include <mutex>
#include <string>
#include <vector>

namespace zoo {

// While it lives, what the process writes to stderr is held back; at its end it is written after all, but for lines
// that hold one of the `noise` texts. For the lines of a library that no setting of it can silence. Does nothing on
// Windows.
class QuietStderr {
 public:
  explicit QuietStderr(std::vector<std::string> noise);
  ~QuietStderr();
  QuietStderr(const QuietStderr&) = delete;
  QuietStderr& operator=(const QuietStderr&) = delete;

 private:
  bool IsNoise(const std::string& line) const;

  const std::vector<std::string> noise_;
  const std::lock_guard<std::mutex> alone_;
  int stderr_ = -1;  // the real one, kept aside
  int held_ = -1;    // the file that stands in for it
};

}  // namespace zoo
