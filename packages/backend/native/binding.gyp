{
  # Written beside a copy of this file by src/install/build.ts: where the library and its headers are.
  "includes": ["tensorflow.gypi"],
  "target_defaults": {
    "defines": ["NAPI_VERSION=8"],
    "cflags_cc": ["-std=c++17", "-fexceptions", "-O3", "-Wall", "-Wextra", "-Wno-unused-parameter"],
    "cflags_cc!": ["-fno-exceptions", "-std=gnu++20", "-std=gnu++17"],
    "xcode_settings": {
      "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
      "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
      "MACOSX_DEPLOYMENT_TARGET": "12.0",
    },
  },
  "targets": [
    {
      "target_name": "mma_tensorflow",
      "sources": [
        "src/addon.cc",
        "src/attributes.cc",
        "src/context.cc",
        "src/donation.cc",
        "src/execute.cc",
        "src/functions.cc",
        "src/graph.cc",
        "src/js.cc",
        "src/kernels/arithmetic/instructions.cc",
        "src/kernels/batch_norm.cc",
        "src/kernels/batch_norm_grad.cc",
        "src/kernels/direct/direct.cc",
        "src/kernels/direct_conv.cc",
        "src/kernels/filter_gradient/blocks/blocks.cc",
        "src/kernels/filter_gradient/filter_gradient.cc",
        "src/kernels/filter_gradient/points/points.cc",
        "src/kernels/filter_gradient_op.cc",
        "src/kernels/keep.cc",
        "src/kernels/kept_memory.cc",
        "src/kernels/max_pool.cc",
        "src/kernels/momentum_step.cc",
        "src/kernels/parallel.cc",
        "src/kernels/register.cc",
        "src/kernels/scratch.cc",
        "src/kernels/winograd/winograd.cc",
        "src/kernels/winograd_conv.cc",
        "src/large_pages.cc",
        "src/pending.cc",
        "src/permute.cc",
        "src/tensors.cc",
        "src/worker.cc",
      ],
      "conditions": [
        ["target_arch=='x64'", {"dependencies": ["steps_avx512", "steps_avx512_bf16", "steps_avx2"]}, {"dependencies": ["steps_plain"]}],
      ],
      "include_dirs": ["<(tensorflow_include)"],
      "libraries": ["<@(tensorflow_libraries)"],
      "ldflags": ["-Wl,-rpath,<(tensorflow_lib_dir)"],
      "xcode_settings": {"OTHER_LDFLAGS": ["-Wl,-rpath,<(tensorflow_lib_dir)"]},
    },
    {
      "target_name": "mma_before",
      "sources": ["src/before.cc", "src/js.cc", "src/preload.cc", "src/quiet.cc"],
      "conditions": [["OS == 'linux'", {"libraries": ["-ldl"]}]],
    },
  ],
  # The same sources for each instruction set; src/kernels/arithmetic/instructions.cc says which one the processor runs.
  "conditions": [
    ["target_arch=='x64'", {
      "targets": [
        {
          "target_name": "steps_avx512",
          "type": "static_library",
          "sources": [
            "src/kernels/direct/steps.cc",
            "src/kernels/filter_gradient/blocks/steps.cc",
            "src/kernels/filter_gradient/points/steps.cc",
            "src/kernels/winograd/steps.cc",
          ],
          "defines": ["MMA_STEPS=STEPS_AVX512", "MMA_FORM=Floats"],
          "cflags_cc": ["-mavx512f", "-mavx512bw", "-mfma"],
          "xcode_settings": {"OTHER_CFLAGS": ["-mavx512f", "-mavx512bw", "-mfma"]},
        },
        {
          "target_name": "steps_avx512_bf16",
          "type": "static_library",
          "sources": [
            "src/kernels/filter_gradient/blocks/steps.cc",
            "src/kernels/filter_gradient/points/steps.cc",
            "src/kernels/winograd/steps.cc",
          ],
          "defines": ["MMA_STEPS=STEPS_AVX512_BF16", "MMA_FORM=Bfloats"],
          "cflags_cc": ["-mavx512f", "-mavx512bw", "-mavx512bf16", "-mfma"],
          "xcode_settings": {"OTHER_CFLAGS": ["-mavx512f", "-mavx512bw", "-mavx512bf16", "-mfma"]},
        },
        {
          "target_name": "steps_avx2",
          "type": "static_library",
          "sources": [
            "src/kernels/direct/steps.cc",
            "src/kernels/filter_gradient/blocks/steps.cc",
            "src/kernels/filter_gradient/points/steps.cc",
            "src/kernels/winograd/steps.cc",
          ],
          "defines": ["MMA_STEPS=STEPS_AVX2", "MMA_FORM=Floats"],
          "cflags_cc": ["-mavx2", "-mfma"],
          "xcode_settings": {"OTHER_CFLAGS": ["-mavx2", "-mfma"]},
        },
      ],
    }, {
      "targets": [
        {
          "target_name": "steps_plain",
          "type": "static_library",
          "sources": [
            "src/kernels/direct/steps.cc",
            "src/kernels/filter_gradient/blocks/steps.cc",
            "src/kernels/filter_gradient/points/steps.cc",
            "src/kernels/winograd/steps.cc",
          ],
          "defines": ["MMA_STEPS=STEPS_PLAIN", "MMA_FORM=Floats"],
        },
      ],
    }],
  ],
}
