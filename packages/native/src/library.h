#pragma once

#include <string>
#include <vector>

namespace zoo {

// A shared library opened at run time and never closed: both libraries keep threads and static state that outlive a
// close. Opening is slow (libtensorflow relocates 788 MB), so it never happens on the JavaScript thread.
class Library {
 public:
  // Opens `paths` in order, every one but the last for all to see: libtensorflow_cc finds its framework so.
  // Throws Failure with the loader's own words.
  explicit Library(const std::vector<std::string>& paths);

  // The address of a C function; null when the library has none of that name.
  void* Find(const char* symbol) const;

  // As Find, but throws Failure naming the symbol: the file is some other library, or of an unknown version.
  template <typename Function>
  void Require(Function& function, const char* symbol) const {
    function = reinterpret_cast<Function>(FindOrThrow(symbol));
  }
  template <typename Function>
  void Optional(Function& function, const char* symbol) const {
    function = reinterpret_cast<Function>(Find(symbol));
  }

  const std::string& path() const { return path_; }

 private:
  void* FindOrThrow(const char* symbol) const;

  std::string path_;
  std::vector<void*> handles_;
};

}  // namespace zoo
