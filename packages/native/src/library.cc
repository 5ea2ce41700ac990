#include "library.h"

#include "failure.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace zoo {

namespace {

#ifdef _WIN32

std::wstring Wide(const std::string& text) {
  const int length = MultiByteToWideChar(CP_UTF8, 0, text.c_str(), -1, nullptr, 0);
  std::wstring wide(static_cast<size_t>(length), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.c_str(), -1, wide.data(), length);
  return wide;
}

void* OpenOne(const std::string& path, bool) {
  // The altered search path lets a DLL find its neighbours; for a name alone, which is the system's to find, it is not defined.
  const bool is_name = path.find_first_of("\\/") == std::string::npos;
  void* handle = LoadLibraryExW(Wide(path).c_str(), nullptr, is_name ? 0 : LOAD_WITH_ALTERED_SEARCH_PATH);
  if (handle == nullptr) {
    throw Failure("NOT_LOADED", path + ": LoadLibrary failed with error " + std::to_string(GetLastError()));
  }
  return handle;
}

void* Symbol(void* handle, const char* symbol) {
  return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(handle), symbol));
}

#else

void* OpenOne(const std::string& path, bool global) {
  void* handle = dlopen(path.c_str(), RTLD_LAZY | (global ? RTLD_GLOBAL : RTLD_LOCAL));
  if (handle == nullptr) {
    const char* words = dlerror();
    throw Failure("NOT_LOADED", words != nullptr ? words : path + ": the loader gave no reason");
  }
  return handle;
}

void* Symbol(void* handle, const char* symbol) { return dlsym(handle, symbol); }

#endif

}  // namespace

Library::Library(const std::vector<std::string>& paths) {
  if (paths.empty()) throw Failure("NOT_LOADED", "no file was named");
  for (size_t i = 0; i < paths.size(); i++) handles_.push_back(OpenOne(paths[i], i + 1 < paths.size()));
  path_ = paths.back();
}

void* Library::Find(const char* symbol) const {
  // Last first: the main library re-exports most of its companions.
  for (auto handle = handles_.rbegin(); handle != handles_.rend(); ++handle) {
    if (void* address = Symbol(*handle, symbol)) return address;
  }
  return nullptr;
}

void* Library::FindOrThrow(const char* symbol) const {
  void* address = Find(symbol);
  if (address == nullptr) throw Failure("NOT_LOADED", path_ + " has no function " + symbol);
  return address;
}

}  // namespace zoo
