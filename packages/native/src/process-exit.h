#pragma once

namespace zoo {

// How the process ends while threads of ours are in a library that does not return. Static destructors of the library would
// free what those threads use, so the process then ends without running them.
class ProcessExit {
 public:
  // A thread stays in a library after its queue is gone.
  static void LeaveThread();
  // Such a thread has returned, and ends.
  static void ThreadEnded();
  // Whether such threads are there.
  static bool HasThreads();
  // The JavaScript of the process is over, and its exit code known as far as it can be. Arms the end without destructors, if need be.
  static void Prepare(int code);
  // Ends the process now, without destructors.
  [[noreturn]] static void EndNow(int code);
};

}  // namespace zoo
