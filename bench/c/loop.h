// What both bare loops share: a seeded input, a clock, and the protocol of a contender (see ../README.md).
//
//   argv    LIBRARY… MODEL THREADS
//   stdout  one JSON line when loaded and warmed up:  {"ready":true,"loadMs":…,"firstRunMs":…,"argmax":…,"max":…}
//   stdin   a number of runs a line; for each         {"runs":N,"p50":…,"p99":…,"samples":[milliseconds…]}
//           ends the program when it closes

#ifndef ZOO_BENCH_LOOP_H
#define ZOO_BENCH_LOOP_H

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WARM_UP_RUNS = 20 };

#define FAIL(...) (fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), exit(1))

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

// xorshift32 from a fixed seed: bench/lib/seeded-input.mjs makes the same bytes, so the answers can be compared.
static uint32_t next_random(uint32_t* state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

// float32, -1..1
static inline void fill_floats(float* data, size_t count) {
  uint32_t state = 1;
  for (size_t i = 0; i < count; i++) data[i] = (float)(next_random(&state) >> 8) / 8388608.0f - 1.0f;
}

// uint8, 0..255
static inline void fill_bytes(uint8_t* data, size_t count) {
  uint32_t state = 1;
  for (size_t i = 0; i < count; i++) data[i] = (uint8_t)(next_random(&state) >> 24);
}

static void* read_file(const char* path, size_t* size) {
  FILE* file = fopen(path, "rb");
  if (!file) FAIL("cannot open %s", path);
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  void* bytes = malloc(*size);
  if (!bytes || fread(bytes, 1, *size, file) != *size) FAIL("cannot read %s", path);
  fclose(file);
  return bytes;
}

static void* open_library(const char* path, int flags) {
  void* library = dlopen(path, RTLD_NOW | flags);
  if (!library) FAIL("%s", dlerror());
  return library;
}

static void* symbol(void* library, const char* name) {
  void* address = dlsym(library, name);
  if (!address) FAIL("no symbol %s", name);
  return address;
}

static int by_value(const void* a, const void* b) {
  double x = *(const double*)a, y = *(const double*)b;
  return (x > y) - (x < y);
}

static int runs_at_once(const char* text) {
  int runs = atoi(text);
  if (runs < 1) FAIL("expected a number of runs, got %s", text);
  return runs;
}

// Runs once per call of `run`, as often as stdin asks.
static void serve(void (*run)(void)) {
  char line[32];
  while (fgets(line, sizeof line, stdin)) {
    int runs = runs_at_once(line);
    double* samples = malloc(sizeof(double) * (size_t)runs);
    double* sorted = malloc(sizeof(double) * (size_t)runs);
    if (!samples || !sorted) FAIL("out of memory");
    for (int i = 0; i < runs; i++) {
      double start = now_ms();
      run();
      samples[i] = now_ms() - start;
    }
    memcpy(sorted, samples, sizeof(double) * (size_t)runs);
    qsort(sorted, (size_t)runs, sizeof(double), by_value);
    printf("{\"runs\":%d,\"p50\":%.4f,\"p99\":%.4f,\"samples\":[", runs, sorted[(runs - 1) / 2],
           sorted[(runs * 99 + 99) / 100 - 1]);
    for (int i = 0; i < runs; i++) printf(i ? ",%.4f" : "%.4f", samples[i]);
    printf("]}\n");
    fflush(stdout);
    free(samples);
    free(sorted);
  }
}

static void announce(double load_ms, double first_run_ms, const float* output, size_t count) {
  size_t best = 0;
  for (size_t i = 1; i < count; i++)
    if (output[i] > output[best]) best = i;
  printf("{\"ready\":true,\"loadMs\":%.2f,\"firstRunMs\":%.2f,\"argmax\":%zu,\"max\":%.6f}\n", load_ms, first_run_ms,
         best, output[best]);
  fflush(stdout);
}

#endif
