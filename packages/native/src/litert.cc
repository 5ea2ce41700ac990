#include "litert.h"

#include <mutex>
#include <utility>

#include "failure.h"
#include "litert-model.h"

namespace zoo {

namespace {

std::mutex library_mutex;
const LitertLibrary* the_library = nullptr;  // never freed: its threads may outlive the last model

// A compiled model with the bytes that LiteRT reads weights from as long as it lives.
struct OwnLitertModel {
  OwnLitertModel(const LitertLibrary& library, std::shared_ptr<const Buffer> of, size_t threads)
      : bytes(std::move(of)), model(library, *bytes, threads) {}
  const std::shared_ptr<const Buffer> bytes;
  LitertModel model;
};

class LitertBackend : public Backend {
 public:
  LitertBackend(const LitertLibrary& library, Buffer bytes, size_t threads)
      : library_(library),
        bytes_(std::make_shared<const Buffer>(std::move(bytes))),
        threads_(threads),
        first_(std::make_shared<OwnLitertModel>(library_, bytes_, threads_)) {}

  std::vector<Tensor> Run(LaneState& lane, std::vector<Feed> feeds, const RunRequest& request) override {
    if (!lane) lane = TakeFirst();
    if (!lane) lane = std::make_shared<OwnLitertModel>(library_, bytes_, threads_);
    return static_cast<OwnLitertModel*>(lane.get())->model.Run(std::move(feeds), request.fetches, request.cancelled);
  }

 private:
  // The model that was compiled to load it is the first thread's.
  std::shared_ptr<OwnLitertModel> TakeFirst() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(first_, nullptr);
  }

  const LitertLibrary& library_;
  const std::shared_ptr<const Buffer> bytes_;
  const size_t threads_;
  std::mutex mutex_;
  std::shared_ptr<OwnLitertModel> first_;
};

}  // namespace

// The library has these words too, but exports no function for them.
// @source litert/c/litert_common.h, enum LiteRtStatus
const char* LitertStatusWord(int status) {
  switch (status) {
    case 0: return "OK";
    case 1: return "INVALID_ARGUMENT";
    case 2: return "MEMORY_ALLOCATION_FAILURE";
    case 3: return "RUNTIME_FAILURE";
    case 4: return "MISSING_INPUT_TENSOR";
    case 5: return "UNSUPPORTED";
    case 6: return "NOT_FOUND";
    case 7: return "TIMEOUT_EXPIRED";
    case 8: return "WRONG_VERSION";
    case 10: return "ALREADY_EXISTS";
    case 100: return "CANCELLED";
    case 500: return "FILE_IO";
    case 501: return "INVALID_FLATBUFFER";
    case 502: return "DYNAMIC_LOADING";
    case 503: return "SERIALIZATION";
    case 504: return "COMPILATION";
    case 1000: return "INDEX_OUT_OF_BOUNDS";
    case 1001: return "INVALID_IR_TYPE";
    case 1002: return "INVALID_GRAPH_INVARIANT";
    case 1003: return "GRAPH_MODIFICATION";
    case 4000: return "UNSUPPORTED_RUNTIME_VERSION";
    default: return "UNKNOWN";
  }
}

void CheckLitert(int status, const char* what) {
  if (status == kLiteRtOk) return;
  const std::string word = LitertStatusWord(status);
  throw Failure(word, std::string("LiteRT ") + what + " (" + word + ").");
}

LitertLibrary::LitertLibrary(const std::vector<std::string>& paths, bool verbose)
    : library_(paths), verbose_(verbose), api(library_) {
  const auto option = [](int tag, int64_t value) {
    LiteRtEnvOption made{};
    made.tag = tag;
    made.value.type = kLiteRtAnyInt;
    made.value.int_value = value;
    return made;
  };
  const LiteRtEnvOption options[] = {
      option(kLiteRtOptionAutoRegisterAccelerators, kLiteRtAcceleratorCpu),
      option(kLiteRtOptionMinLoggerSeverity, verbose ? kLiteRtSeverityInfo : kLiteRtSeveritySilent),
  };
  const int status = api.LiteRtCreateEnvironment(2, options, &environment_);
  if (status != kLiteRtOk) {
    throw Failure("NOT_LOADED", path() + " made no environment (" + LitertStatusWord(status) + ")");
  }
}

const LitertLibrary& LitertLibrary::Open(const std::vector<std::string>& paths, bool verbose) {
  const std::lock_guard<std::mutex> lock(library_mutex);
  if (the_library == nullptr) the_library = new LitertLibrary(paths, verbose);
  return *the_library;
}

const LitertLibrary& LitertLibrary::Get() {
  const std::lock_guard<std::mutex> lock(library_mutex);
  if (the_library == nullptr) throw Failure("NOT_LOADED", "libLiteRt is not open.");
  return *the_library;
}

std::unique_ptr<Backend> MakeLitertBackend(Buffer model, size_t threads) {
  return std::make_unique<LitertBackend>(LitertLibrary::Get(), std::move(model), threads);
}

}  // namespace zoo
