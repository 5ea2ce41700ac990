{
  "targets": [
    {
      "target_name": "zoo",
      "sources": [
        "src/addon.cc",
        "src/array-buffer.cc",
        "src/array-view.cc",
        "src/completions.cc",
        "src/crops.cc",
        "src/executable.cc",
        "src/js-feeds.cc",
        "src/js-results.cc",
        "src/lent-memory.cc",
        "src/library.cc",
        "src/litert.cc",
        "src/litert-model.cc",
        "src/litert-options.cc",
        "src/litert-tensors.cc",
        "src/litert-types.cc",
        "src/litert-views.cc",
        "src/process-exit.cc",
        "src/quiet-stderr.cc",
        "src/run-queue.cc",
        "src/tensor.cc",
        "src/tensorflow.cc",
        "src/tensorflow-model.cc",
        "src/tensorflow-strings.cc"
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": [
        "NAPI_VERSION=8",
        "NODE_ADDON_API_CPP_EXCEPTIONS",
        "NODE_ADDON_API_CPP_EXCEPTIONS_ALL",
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"
      ],
      "cflags_cc": ["-std=c++17", "-fexceptions", "-fvisibility=hidden", "-Wall", "-Wextra", "-Wno-unused-parameter"],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti"],
      "conditions": [
        ["OS=='linux'", { "libraries": ["-ldl", "-lpthread"], "ldflags": ["-static-libstdc++", "-static-libgcc", "-Wl,-z,nodelete"] }],
        ["OS=='mac'", {
          "xcode_settings": {
            "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
            "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
            "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
            "MACOSX_DEPLOYMENT_TARGET": "11.0"
          }
        }],
        ["OS=='win'", {
          "defines!": ["_HAS_EXCEPTIONS=0"],
          "defines": ["_HAS_EXCEPTIONS=1", "NOMINMAX", "WIN32_LEAN_AND_MEAN"],
          "msvs_settings": { "VCCLCompilerTool": { "ExceptionHandling": 1, "AdditionalOptions": ["/std:c++17", "/utf-8"] } }
        }]
      ]
    }
  ]
}
