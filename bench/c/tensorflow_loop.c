// The bare loop on libtensorflow: TF_SessionRun with one float32 input and one output, nothing else in the process.
// cc -O2 tensorflow_loop.c -o tensorflow_loop -ldl
// tensorflow_loop libtensorflow_framework.so.2 libtensorflow_cc.so.2 MODEL.pb THREADS INPUT OUTPUT SIZE   (input [1, SIZE, SIZE, 3])

#include "loop.h"

// Our own declarations of what is used of tensorflow/c/c_api.h.
typedef struct TF_Status TF_Status;
typedef struct TF_Graph TF_Graph;
typedef struct TF_Session TF_Session;
typedef struct TF_SessionOptions TF_SessionOptions;
typedef struct TF_ImportGraphDefOptions TF_ImportGraphDefOptions;
typedef struct TF_Operation TF_Operation;
typedef struct TF_Tensor TF_Tensor;
typedef struct TF_Buffer {
  const void* data;
  size_t length;
  void (*data_deallocator)(void* data, size_t length);
} TF_Buffer;
typedef struct TF_Output {
  TF_Operation* oper;
  int index;
} TF_Output;
enum { TF_FLOAT = 1 };

static TF_Status* (*NewStatus)(void);
static int (*GetCode)(const TF_Status*);
static const char* (*Message)(const TF_Status*);
static TF_Graph* (*NewGraph)(void);
static TF_ImportGraphDefOptions* (*NewImportGraphDefOptions)(void);
static void (*GraphImportGraphDef)(TF_Graph*, const TF_Buffer*, const TF_ImportGraphDefOptions*, TF_Status*);
static TF_Operation* (*GraphOperationByName)(TF_Graph*, const char*);
static TF_SessionOptions* (*NewSessionOptions)(void);
static void (*SetConfig)(TF_SessionOptions*, const void*, size_t, TF_Status*);
static TF_Session* (*NewSession)(TF_Graph*, const TF_SessionOptions*, TF_Status*);
static void (*SessionRun)(TF_Session*, const TF_Buffer*, const TF_Output*, TF_Tensor* const*, int, const TF_Output*,
                          TF_Tensor**, int, const TF_Operation* const*, int, TF_Buffer*, TF_Status*);
static TF_Tensor* (*AllocateTensor)(int, const int64_t*, int, size_t);
static void (*DeleteTensor)(TF_Tensor*);
static void* (*TensorData)(const TF_Tensor*);
static size_t (*TensorByteSize)(const TF_Tensor*);

static TF_Status* status;
static TF_Session* session;
static TF_Output input, output;
static TF_Tensor* image;

static void check(void) {
  if (GetCode(status) != 0) FAIL("%s", Message(status));
}

static TF_Tensor* run_once(void) {
  TF_Tensor* result = NULL;
  SessionRun(session, NULL, &input, &image, 1, &output, &result, 1, NULL, 0, NULL, status);
  check();
  return result;
}

static void run(void) { DeleteTensor(run_once()); }

static void resolve(const char* framework, const char* library) {
  open_library(framework, RTLD_GLOBAL);
  void* tf = open_library(library, RTLD_GLOBAL);
  *(void**)&NewStatus = symbol(tf, "TF_NewStatus");
  *(void**)&GetCode = symbol(tf, "TF_GetCode");
  *(void**)&Message = symbol(tf, "TF_Message");
  *(void**)&NewGraph = symbol(tf, "TF_NewGraph");
  *(void**)&NewImportGraphDefOptions = symbol(tf, "TF_NewImportGraphDefOptions");
  *(void**)&GraphImportGraphDef = symbol(tf, "TF_GraphImportGraphDef");
  *(void**)&GraphOperationByName = symbol(tf, "TF_GraphOperationByName");
  *(void**)&NewSessionOptions = symbol(tf, "TF_NewSessionOptions");
  *(void**)&SetConfig = symbol(tf, "TF_SetConfig");
  *(void**)&NewSession = symbol(tf, "TF_NewSession");
  *(void**)&SessionRun = symbol(tf, "TF_SessionRun");
  *(void**)&AllocateTensor = symbol(tf, "TF_AllocateTensor");
  *(void**)&DeleteTensor = symbol(tf, "TF_DeleteTensor");
  *(void**)&TensorData = symbol(tf, "TF_TensorData");
  *(void**)&TensorByteSize = symbol(tf, "TF_TensorByteSize");
}

static TF_Output named(TF_Graph* graph, const char* name) {
  TF_Operation* operation = GraphOperationByName(graph, name);
  if (!operation) FAIL("no operation %s", name);
  return (TF_Output){operation, 0};
}

int main(int argc, char** argv) {
  if (argc != 8) FAIL("usage: tensorflow_loop FRAMEWORK LIBRARY MODEL THREADS INPUT OUTPUT SIZE");
  double start = now_ms();
  resolve(argv[1], argv[2]);
  status = NewStatus();

  TF_Buffer model = {0};
  model.data = read_file(argv[3], &model.length);
  TF_Graph* graph = NewGraph();
  GraphImportGraphDef(graph, &model, NewImportGraphDefOptions(), status);
  check();

  // ConfigProto, fields intra_op_parallelism_threads = 2, inter_op_parallelism_threads = 5, use_per_session_threads = 9
  uint8_t threads = (uint8_t)atoi(argv[4]);
  uint8_t config[] = {2 << 3, threads, 5 << 3, threads, 9 << 3, 1};
  TF_SessionOptions* options = NewSessionOptions();
  SetConfig(options, config, sizeof config, status);
  check();
  session = NewSession(graph, options, status);
  check();

  input = named(graph, argv[5]);
  output = named(graph, argv[6]);
  int64_t size = atoi(argv[7]);
  int64_t shape[] = {1, size, size, 3};
  size_t count = (size_t)(size * size * 3);
  image = AllocateTensor(TF_FLOAT, shape, 4, count * sizeof(float));
  fill_floats(TensorData(image), count);
  double loaded = now_ms();

  TF_Tensor* result = run_once();
  double first = now_ms();
  for (int i = 0; i < WARM_UP_RUNS; i++) run();
  announce(loaded - start, first - loaded, TensorData(result), TensorByteSize(result) / sizeof(float));
  serve(run);
  return 0;
}
