#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "library.h"

// The part of LiteRT's C API that we call, declared by ourselves, so that the addon is built without LiteRT.
// @source litert/c/litert_common.h, litert_layout.h, litert_model_types.h, litert_tensor_buffer.h,
//   litert_compiled_model.h, litert_environment_options.h, at tag v2.2.0

extern "C" {
struct LiteRtCompiledModelT;
struct LiteRtEnvironmentT;
struct LiteRtModelT;
struct LiteRtOpaqueOptionsT;
struct LiteRtOptionsT;
struct LiteRtSubgraphT;
struct LiteRtTensorT;
struct LiteRtTensorBufferT;

struct LiteRtLayout {
  unsigned int rank : 7;
  unsigned int has_strides : 1;
  int32_t dimensions[8];
  uint32_t strides[8];
};
struct LiteRtRankedTensorType {
  int element_type;
  LiteRtLayout layout;
};
struct LiteRtEnvOption {
  int tag;
  struct {
    int type;
    union {
      int64_t int_value;
      const void* ptr_value;
    };
  } value;
};
}

namespace zoo {

constexpr int kLiteRtMaxRank = 8;
constexpr int kLiteRtOk = 0;
constexpr int kLiteRtCancelled = 100;
constexpr int kLiteRtAcceleratorCpu = 1;
constexpr int kLiteRtAnyInt = 2;
constexpr int kLiteRtOptionAutoRegisterAccelerators = 24;
constexpr int kLiteRtOptionMinLoggerSeverity = 25;
constexpr int kLiteRtSeverityInfo = 1;
constexpr int kLiteRtSeveritySilent = 4;
constexpr int kLiteRtTypeString = 5;

static_assert(sizeof(LiteRtLayout) == 68, "LiteRtLayout is part of LiteRT's ABI");
static_assert(sizeof(LiteRtRankedTensorType) == 72, "LiteRtRankedTensorType is part of LiteRT's ABI");
static_assert(sizeof(LiteRtEnvOption) == 24, "LiteRtEnvOption is part of LiteRT's ABI");

// LiteRT's own name for a status, in the spelling TensorFlow uses for its own.
const char* LitertStatusWord(int status);

// Throws Failure unless the status is that all went well. `what` LiteRT did otherwise: "could not …".
void CheckLitert(int status, const char* what);

#define ZOO_LITERT_API(X)                                                                                             \
  X(int, LiteRtCreateEnvironment, (int, const LiteRtEnvOption*, LiteRtEnvironmentT**))                                \
  X(int, LiteRtCreateModelFromBuffer, (LiteRtEnvironmentT*, const void*, size_t, LiteRtModelT**))                     \
  X(void, LiteRtDestroyModel, (LiteRtModelT*))                                                                        \
  X(int, LiteRtGetMainModelSubgraphIndex, (LiteRtModelT*, size_t*))                                                   \
  X(int, LiteRtGetModelSubgraph, (LiteRtModelT*, size_t, LiteRtSubgraphT**))                                          \
  X(int, LiteRtGetNumSubgraphInputs, (LiteRtSubgraphT*, size_t*))                                                     \
  X(int, LiteRtGetSubgraphInput, (LiteRtSubgraphT*, size_t, LiteRtTensorT**))                                         \
  X(int, LiteRtGetNumSubgraphOutputs, (LiteRtSubgraphT*, size_t*))                                                    \
  X(int, LiteRtGetSubgraphOutput, (LiteRtSubgraphT*, size_t, LiteRtTensorT**))                                        \
  X(int, LiteRtGetRankedTensorType, (LiteRtTensorT*, LiteRtRankedTensorType*))                                        \
  X(int, LiteRtCreateOptions, (LiteRtOptionsT**))                                                                     \
  X(void, LiteRtDestroyOptions, (LiteRtOptionsT*))                                                                    \
  X(int, LiteRtSetOptionsHardwareAccelerators, (LiteRtOptionsT*, int))                                                \
  X(int, LiteRtCreateOpaqueOptions, (const char*, void*, void (*)(void*), LiteRtOpaqueOptionsT**))                    \
  X(int, LiteRtAddOpaqueOptions, (LiteRtOptionsT*, LiteRtOpaqueOptionsT*))                                            \
  X(int, LiteRtCreateCompiledModel, (LiteRtEnvironmentT*, LiteRtModelT*, LiteRtOptionsT*, LiteRtCompiledModelT**))    \
  X(void, LiteRtDestroyCompiledModel, (LiteRtCompiledModelT*))                                                        \
  X(int, LiteRtCompiledModelResizeInputTensor, (LiteRtCompiledModelT*, size_t, size_t, const int*, size_t))           \
  X(int, LiteRtGetCompiledModelOutputTensorLayouts, (LiteRtCompiledModelT*, size_t, size_t, LiteRtLayout*, bool))     \
  X(int, LiteRtSetCompiledModelCancellationFunction, (LiteRtCompiledModelT*, void*, bool (*)(void*)))                 \
  X(int, LiteRtCreateTensorBufferFromHostMemory,                                                                      \
    (const LiteRtRankedTensorType*, void*, size_t, void (*)(void*), LiteRtTensorBufferT**))                           \
  X(void, LiteRtDestroyTensorBuffer, (LiteRtTensorBufferT*))                                                          \
  X(int, LiteRtRunCompiledModel,                                                                                      \
    (LiteRtCompiledModelT*, size_t, size_t, LiteRtTensorBufferT**, size_t, LiteRtTensorBufferT**))                    \
  X(int, LiteRtCompiledModelGetErrorMessages, (LiteRtCompiledModelT*, char**))                                        \
  X(int, LiteRtCompiledModelClearErrors, (LiteRtCompiledModelT*))

struct LitertApi {
#define ZOO_DECLARE(result, name, arguments) result(*name) arguments = nullptr;
  ZOO_LITERT_API(ZOO_DECLARE)
#undef ZOO_DECLARE

  explicit LitertApi(const Library& library) {
#define ZOO_REQUIRE(result, name, arguments) library.Require(name, #name);
    ZOO_LITERT_API(ZOO_REQUIRE)
#undef ZOO_REQUIRE
  }
};

// A handle that is given back by the function it was made with.
template <typename Handle>
using LitertHandle = std::unique_ptr<Handle, void (*)(Handle*)>;

}  // namespace zoo
