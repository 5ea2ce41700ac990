#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backend.h"
#include "library.h"
#include "tensorflow-api.h"

namespace zoo {

// libtensorflow, of which a process can hold one: two would register their protobufs and ops twice.
class TensorflowLibrary {
 public:
  // Opens it, or answers the one already open. Throws Failure. `verbose` counts only the first time.
  static const TensorflowLibrary& Open(const std::vector<std::string>& paths, bool verbose);
  // The one that is open; throws Failure when none is.
  static const TensorflowLibrary& Get();

  const std::string& path() const { return library_.path(); }
  std::string version() const { return api.TF_Version(); }

 private:
  explicit TensorflowLibrary(const std::vector<std::string>& paths) : library_(paths), api(library_) {}
  Library library_;

 public:
  const TensorflowApi api;
};

// A session over a serialised GraphDef, with a serialised ConfigProto. Throws Failure.
std::unique_ptr<Backend> MakeTensorflowBackend(const std::string& graph, const std::string& config);

// TensorFlow's status as an object: freed on every path, thrown as Failure when it says so.
class TensorflowStatus {
 public:
  explicit TensorflowStatus(const TensorflowApi& api) : api_(api), status_(api.TF_NewStatus()) {}
  ~TensorflowStatus() { api_.TF_DeleteStatus(status_); }
  TensorflowStatus(const TensorflowStatus&) = delete;
  TensorflowStatus& operator=(const TensorflowStatus&) = delete;

  TF_Status* get() const { return status_; }
  void Check() const;

 private:
  const TensorflowApi& api_;
  TF_Status* status_;
};

// Strings in and out of TensorFlow, in whichever of its two layouts the library has.
TF_Tensor* MakeStringTensor(const TensorflowApi& api, const std::vector<int64_t>& shape,
                            const std::vector<std::string>& strings);
std::vector<std::string> ReadStringTensor(const TensorflowApi& api, const TF_Tensor* tensor, size_t count);

}  // namespace zoo
