#include "process-exit.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>

#ifdef _WIN32
#include <windows.h>
#else
#include <unistd.h>
#endif

namespace zoo {

namespace {

std::atomic<int> threads{0};
std::atomic<int> exit_code{0};

// What C's stdio holds back is written; but not where a thread that does not return holds the stream.
void Flush(FILE* stream) {
#ifdef _WIN32
  fflush(stream);
#else
  if (ftrylockfile(stream) != 0) return;
  fflush(stream);
  funlockfile(stream);
#endif
}

// Handlers run last first, so this one, registered late, comes before the libraries' static destructors.
#if defined(__GLIBC__)
void AtExit(int code, void*) {
  if (ProcessExit::HasThreads()) ProcessExit::EndNow(code);
}
void Register() { on_exit(AtExit, nullptr); }
#else
void AtExit() {
  if (ProcessExit::HasThreads()) ProcessExit::EndNow(exit_code);
}
void Register() { atexit(AtExit); }
#endif

}  // namespace

void ProcessExit::LeaveThread() {
  // Each time: libraries that were opened since the last have destructors of their own, which have to come later.
  if (threads++ == 0) Register();
}

void ProcessExit::ThreadEnded() { threads--; }

bool ProcessExit::HasThreads() { return threads > 0; }

void ProcessExit::Prepare(int code) {
  exit_code = code;
  if (HasThreads()) Register();
}

void ProcessExit::EndNow(int code) {
  Flush(stdout);
  Flush(stderr);
#ifdef _WIN32
  TerminateProcess(GetCurrentProcess(), static_cast<UINT>(code));
  abort();
#else
  _exit(code);
#endif
}

}  // namespace zoo
