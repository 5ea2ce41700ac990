#pragma once

#include <cstddef>
#include <cstdint>

#include "library.h"

// The part of TensorFlow's C API that we call, declared by ourselves: the addon is built without TensorFlow and serves
// every version from 1.15 on, since this part has not changed.
// @source tensorflow/c/c_api.h, tf_status.h, tf_tensor.h, tf_tstring.h

extern "C" {
struct TF_Buffer {
  const void* data;
  size_t length;
  void (*data_deallocator)(void* data, size_t length);
};
struct TF_Output {
  struct TF_Operation* oper;
  int index;
};
struct TF_Graph;
struct TF_ImportGraphDefOptions;
struct TF_Operation;
struct TF_Session;
struct TF_SessionOptions;
struct TF_Status;
struct TF_Tensor;
}

namespace zoo {

constexpr int kTensorflowString = 7;

// A string inside a tensor since TensorFlow 2.4: 24 bytes, short ones in place.
struct alignas(8) TensorflowString {
  unsigned char bytes[24];
};

#define ZOO_TENSORFLOW_API(X)                                                                                        \
  X(const char*, TF_Version, ())                                                                                     \
  X(TF_Status*, TF_NewStatus, ())                                                                                    \
  X(void, TF_DeleteStatus, (TF_Status*))                                                                             \
  X(int, TF_GetCode, (const TF_Status*))                                                                             \
  X(const char*, TF_Message, (const TF_Status*))                                                                     \
  X(TF_Graph*, TF_NewGraph, ())                                                                                      \
  X(void, TF_DeleteGraph, (TF_Graph*))                                                                               \
  X(TF_ImportGraphDefOptions*, TF_NewImportGraphDefOptions, ())                                                      \
  X(void, TF_DeleteImportGraphDefOptions, (TF_ImportGraphDefOptions*))                                               \
  X(void, TF_GraphImportGraphDef, (TF_Graph*, const TF_Buffer*, const TF_ImportGraphDefOptions*, TF_Status*))        \
  X(TF_Operation*, TF_GraphOperationByName, (TF_Graph*, const char*))                                                \
  X(int, TF_OperationNumOutputs, (TF_Operation*))                                                                    \
  X(TF_SessionOptions*, TF_NewSessionOptions, ())                                                                    \
  X(void, TF_DeleteSessionOptions, (TF_SessionOptions*))                                                             \
  X(void, TF_SetConfig, (TF_SessionOptions*, const void*, size_t, TF_Status*))                                       \
  X(TF_Session*, TF_NewSession, (TF_Graph*, const TF_SessionOptions*, TF_Status*))                                   \
  X(void, TF_CloseSession, (TF_Session*, TF_Status*))                                                                \
  X(void, TF_DeleteSession, (TF_Session*, TF_Status*))                                                               \
  X(void, TF_SessionRun,                                                                                             \
    (TF_Session*, const TF_Buffer*, const TF_Output*, TF_Tensor* const*, int, const TF_Output*, TF_Tensor**, int,    \
     const TF_Operation* const*, int, TF_Buffer*, TF_Status*))                                                       \
  X(TF_Tensor*, TF_NewTensor,                                                                                        \
    (int, const int64_t*, int, void*, size_t, void (*)(void*, size_t, void*), void*))                                \
  X(TF_Tensor*, TF_TensorMaybeMove, (TF_Tensor*))                                                                    \
  X(void, TF_DeleteTensor, (TF_Tensor*))                                                                             \
  X(int, TF_TensorType, (const TF_Tensor*))                                                                          \
  X(int, TF_NumDims, (const TF_Tensor*))                                                                             \
  X(int64_t, TF_Dim, (const TF_Tensor*, int))                                                                        \
  X(size_t, TF_TensorByteSize, (const TF_Tensor*))                                                                   \
  X(void*, TF_TensorData, (const TF_Tensor*))

// Strings: one of these two sets is there. The first since 2.4, the second before.
#define ZOO_TENSORFLOW_STRINGS(X)                                          \
  X(void, TF_StringInit, (TensorflowString*))                              \
  X(void, TF_StringCopy, (TensorflowString*, const char*, size_t))         \
  X(const char*, TF_StringGetDataPointer, (const TensorflowString*))       \
  X(size_t, TF_StringGetSize, (const TensorflowString*))                   \
  X(void, TF_StringDealloc, (TensorflowString*))                           \
  X(size_t, TF_StringEncodedSize, (size_t))                                \
  X(size_t, TF_StringEncode, (const char*, size_t, char*, size_t, TF_Status*)) \
  X(size_t, TF_StringDecode, (const char*, size_t, const char**, size_t*, TF_Status*))

struct TensorflowApi {
#define ZOO_DECLARE(result, name, arguments) result(*name) arguments = nullptr;
  ZOO_TENSORFLOW_API(ZOO_DECLARE)
  ZOO_TENSORFLOW_STRINGS(ZOO_DECLARE)
#undef ZOO_DECLARE

  explicit TensorflowApi(const Library& library) {
#define ZOO_REQUIRE(result, name, arguments) library.Require(name, #name);
    ZOO_TENSORFLOW_API(ZOO_REQUIRE)
#undef ZOO_REQUIRE
#define ZOO_OPTIONAL(result, name, arguments) library.Optional(name, #name);
    ZOO_TENSORFLOW_STRINGS(ZOO_OPTIONAL)
#undef ZOO_OPTIONAL
  }
};

}  // namespace zoo
