// The bare loop on libLiteRt: LiteRtRunCompiledModel on buffers made once, nothing else in the process.
// cc -O2 litert_loop.c -o litert_loop -ldl
// litert_loop libLiteRt.so MODEL.tflite THREADS     (one input, one output, float32 or uint8)

#include "loop.h"

#include <stdbool.h>

// Our own declarations of what is used of litert/c/*.h; sizes as its static_asserts give them for 64-bit.
typedef struct LiteRtEnvironmentT* LiteRtEnvironment;
typedef struct LiteRtModelT* LiteRtModel;
typedef struct LiteRtSubgraphT* LiteRtSubgraph;
typedef struct LiteRtTensorT* LiteRtTensor;
typedef struct LiteRtOptionsT* LiteRtOptions;
typedef struct LiteRtOpaqueOptionsT* LiteRtOpaqueOptions;
typedef struct LiteRtCompiledModelT* LiteRtCompiledModel;
typedef struct LiteRtTensorBufferT* LiteRtTensorBuffer;
typedef struct {
  int type;
  union {
    bool bool_value;
    int64_t int_value;
    double real_value;
    const void* ptr_value;
  };
} LiteRtAny;
typedef struct {
  int tag;
  LiteRtAny value;
} LiteRtEnvOption;
typedef struct {
  unsigned int rank : 7;
  unsigned int has_strides : 1;
  int32_t dimensions[8];
  uint32_t strides[8];
} LiteRtLayout;
typedef struct {
  int element_type;
  LiteRtLayout layout;
} LiteRtRankedTensorType;
_Static_assert(sizeof(LiteRtEnvOption) == 24, "LiteRtEnvOption");
_Static_assert(sizeof(LiteRtRankedTensorType) == 72, "LiteRtRankedTensorType");
enum { ANY_INT = 2, TAG_AUTO_REGISTER = 24, TAG_LOG_SEVERITY = 25, LOG_ERROR = 3, CPU = 1, FLOAT32 = 1, UINT8 = 3 };
enum { BUFFER_ALIGNMENT = 64 };

static int (*CreateEnvironment)(int, const LiteRtEnvOption*, LiteRtEnvironment*);
static int (*CreateModelFromBuffer)(LiteRtEnvironment, const void*, size_t, LiteRtModel*);
static int (*GetModelSubgraph)(LiteRtModel, size_t, LiteRtSubgraph*);
static int (*GetSubgraphInput)(LiteRtSubgraph, size_t, LiteRtTensor*);
static int (*GetSubgraphOutput)(LiteRtSubgraph, size_t, LiteRtTensor*);
static int (*GetRankedTensorType)(LiteRtTensor, LiteRtRankedTensorType*);
static int (*CreateOptions)(LiteRtOptions*);
static int (*SetOptionsHardwareAccelerators)(LiteRtOptions, int);
static int (*CreateOpaqueOptions)(const char*, void*, void (*)(void*), LiteRtOpaqueOptions*);
static int (*AddOpaqueOptions)(LiteRtOptions, LiteRtOpaqueOptions);
static int (*CreateCompiledModel)(LiteRtEnvironment, LiteRtModel, LiteRtOptions, LiteRtCompiledModel*);
static int (*RunCompiledModel)(LiteRtCompiledModel, size_t, size_t, LiteRtTensorBuffer*, size_t, LiteRtTensorBuffer*);
static int (*CreateTensorBufferFromHostMemory)(const LiteRtRankedTensorType*, void*, size_t, void (*)(void*),
                                               LiteRtTensorBuffer*);

static LiteRtCompiledModel compiled;
static LiteRtTensorBuffer input, output;

static void check(int status, const char* what) {
  if (status != 0) FAIL("%s failed with status %d", what, status);
}

static void run(void) { check(RunCompiledModel(compiled, 0, 1, &input, 1, &output), "LiteRtRunCompiledModel"); }

static void resolve(const char* path) {
  void* lib = open_library(path, RTLD_LOCAL);
  *(void**)&CreateEnvironment = symbol(lib, "LiteRtCreateEnvironment");
  *(void**)&CreateModelFromBuffer = symbol(lib, "LiteRtCreateModelFromBuffer");
  *(void**)&GetModelSubgraph = symbol(lib, "LiteRtGetModelSubgraph");
  *(void**)&GetSubgraphInput = symbol(lib, "LiteRtGetSubgraphInput");
  *(void**)&GetSubgraphOutput = symbol(lib, "LiteRtGetSubgraphOutput");
  *(void**)&GetRankedTensorType = symbol(lib, "LiteRtGetRankedTensorType");
  *(void**)&CreateOptions = symbol(lib, "LiteRtCreateOptions");
  *(void**)&SetOptionsHardwareAccelerators = symbol(lib, "LiteRtSetOptionsHardwareAccelerators");
  *(void**)&CreateOpaqueOptions = symbol(lib, "LiteRtCreateOpaqueOptions");
  *(void**)&AddOpaqueOptions = symbol(lib, "LiteRtAddOpaqueOptions");
  *(void**)&CreateCompiledModel = symbol(lib, "LiteRtCreateCompiledModel");
  *(void**)&RunCompiledModel = symbol(lib, "LiteRtRunCompiledModel");
  *(void**)&CreateTensorBufferFromHostMemory = symbol(lib, "LiteRtCreateTensorBufferFromHostMemory");
}

static LiteRtOptions cpu_options(const char* threads) {
  LiteRtOptions options;
  check(CreateOptions(&options), "LiteRtCreateOptions");
  check(SetOptionsHardwareAccelerators(options, CPU), "LiteRtSetOptionsHardwareAccelerators");
  char* toml = malloc(64);
  if (!toml) FAIL("out of memory");
  snprintf(toml, 64, "num_threads = %d\n", atoi(threads));
  LiteRtOpaqueOptions cpu;
  check(CreateOpaqueOptions("xnnpack", toml, free, &cpu), "LiteRtCreateOpaqueOptions");
  check(AddOpaqueOptions(options, cpu), "LiteRtAddOpaqueOptions");
  return options;
}

typedef struct {
  int element_type;
  size_t count;
  void* data;
  LiteRtTensorBuffer buffer;
} HostTensor;

static HostTensor host_tensor(LiteRtTensor tensor) {
  LiteRtRankedTensorType type;
  check(GetRankedTensorType(tensor, &type), "LiteRtGetRankedTensorType");
  HostTensor host = {type.element_type, 1, NULL, NULL};
  for (unsigned i = 0; i < type.layout.rank; i++) host.count *= (size_t)type.layout.dimensions[i];
  if (host.element_type != FLOAT32 && host.element_type != UINT8) FAIL("element type %d", host.element_type);
  size_t bytes = host.count * (host.element_type == FLOAT32 ? sizeof(float) : 1);
  if (posix_memalign(&host.data, BUFFER_ALIGNMENT, bytes)) FAIL("out of memory");
  check(CreateTensorBufferFromHostMemory(&type, host.data, bytes, NULL, &host.buffer),
        "LiteRtCreateTensorBufferFromHostMemory");
  return host;
}

static void announce_result(double load_ms, double first_run_ms, const HostTensor* result) {
  float* values = calloc(result->count, sizeof(float));
  if (!values) FAIL("out of memory");
  for (size_t i = 0; i < result->count; i++)
    values[i] = result->element_type == FLOAT32 ? ((float*)result->data)[i] : ((uint8_t*)result->data)[i];
  announce(load_ms, first_run_ms, values, result->count);
  free(values);
}

int main(int argc, char** argv) {
  if (argc != 4) FAIL("usage: litert_loop LIBRARY MODEL THREADS");
  double start = now_ms();
  resolve(argv[1]);

  LiteRtEnvOption quiet_cpu[] = {
      {TAG_AUTO_REGISTER, {ANY_INT, {.int_value = CPU}}},
      {TAG_LOG_SEVERITY, {ANY_INT, {.int_value = LOG_ERROR}}},
  };
  LiteRtEnvironment environment;
  check(CreateEnvironment(2, quiet_cpu, &environment), "LiteRtCreateEnvironment");
  size_t size;
  void* bytes = read_file(argv[2], &size);
  LiteRtModel model;
  check(CreateModelFromBuffer(environment, bytes, size, &model), "LiteRtCreateModelFromBuffer");
  check(CreateCompiledModel(environment, model, cpu_options(argv[3]), &compiled), "LiteRtCreateCompiledModel");

  LiteRtSubgraph subgraph;
  LiteRtTensor in, out;
  check(GetModelSubgraph(model, 0, &subgraph), "LiteRtGetModelSubgraph");
  check(GetSubgraphInput(subgraph, 0, &in), "LiteRtGetSubgraphInput");
  check(GetSubgraphOutput(subgraph, 0, &out), "LiteRtGetSubgraphOutput");
  HostTensor image = host_tensor(in), result = host_tensor(out);
  if (image.element_type == FLOAT32) fill_floats(image.data, image.count);
  else fill_bytes(image.data, image.count);
  input = image.buffer;
  output = result.buffer;
  double loaded = now_ms();

  run();
  double first = now_ms();
  for (int i = 0; i < WARM_UP_RUNS; i++) run();
  announce_result(loaded - start, first - loaded, &result);
  serve(run);
  return 0;
}
