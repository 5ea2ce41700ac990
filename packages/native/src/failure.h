#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace zoo {

// What every layer below JavaScript throws: the library's own status word and its own sentence.
struct Failure : std::runtime_error {
  Failure(std::string status_word, const std::string& message)
      : std::runtime_error(message), status(std::move(status_word)) {}
  std::string status;
};

// How work on another thread went: empty while it went well.
struct Outcome {
  std::string status;
  std::string message;

  bool ok() const { return status.empty(); }

  // Runs `work` and keeps what it throws: an exception must not leave a thread.
  template <typename Work>
  void Capture(Work work) {
    try {
      work();
    } catch (const Failure& failure) {
      status = failure.status;
      message = failure.what();
    } catch (const std::exception& error) {
      status = "INTERNAL";
      message = error.what();
    } catch (...) {
      // A library's own C++ runtime throws what ours does not know.
      status = "INTERNAL";
      message = "The library threw an exception.";
    }
  }
};

}  // namespace zoo
