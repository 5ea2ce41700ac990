#include "litert-options.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace zoo {

LitertOptions::LitertOptions(const LitertApi& api, size_t threads) : api_(api), options_(nullptr, api.LiteRtDestroyOptions) {
  LiteRtOptionsT* options = nullptr;
  CheckLitert(api_.LiteRtCreateOptions(&options), "made no options");
  options_.reset(options);
  CheckLitert(api_.LiteRtSetOptionsHardwareAccelerators(options, kLiteRtAcceleratorCpu), "refused to use the CPU");
  Add("xnnpack", "num_threads = " + std::to_string(threads) + "\n");
  // 2: to ask for, rather than to write to stderr.
  Add("runtime_options_string", "error_reporter_mode = 2\n");
}

void LitertOptions::Add(const char* identifier, const std::string& toml) {
  std::unique_ptr<char, void (*)(void*)> payload(static_cast<char*>(malloc(toml.size() + 1)), free);
  if (!payload) throw std::bad_alloc();
  memcpy(payload.get(), toml.c_str(), toml.size() + 1);
  LiteRtOpaqueOptionsT* opaque = nullptr;
  CheckLitert(api_.LiteRtCreateOpaqueOptions(identifier, payload.get(), free, &opaque), "made no options");
  payload.release();
  CheckLitert(api_.LiteRtAddOpaqueOptions(options_.get(), opaque), "took no options");
}

}  // namespace zoo
