// The module object: what @tensorflow/tfjs-node's kernels expect of their binding, and our own additions.
#ifdef __linux__
#include <malloc.h>
#endif

#include "context.h"
#include "donation.h"
#include "execute.h"
#include "functions.h"
#include "graph.h"
#include "js.h"
#include "kernels/filter_gradient/filter_gradient.h"
#include "kernels/winograd/steps.h"
#include "tensorflow/c/c_api.h"
#include "tensors.h"

namespace mma {
namespace {

napi_value start(napi_env env, napi_callback_info info) {
  const auto args = arguments(env, info, 2);
  const Bytes config = readBytes(env, args[0]);
  Context::of(env).start(std::string(static_cast<const char*>(config.data), config.size), readInt32(env, args[1]));
  return undefined(env);
}

napi_value stop(napi_env env, napi_callback_info) {
  Context::of(env).stop();
  return undefined(env);
}

napi_value devices(napi_env env, napi_callback_info) {
  const auto& names = Context::of(env).devices();
  napi_value array;
  check(env, napi_create_array_with_length(env, names.size(), &array));
  for (uint32_t i = 0; i < names.size(); ++i) setElement(env, array, i, writeString(env, names[i]));
  return array;
}

// What numbers of channels must be multiples of for convolutions of our own; 0 where there are none.
napi_value convolutionPanel(napi_env env, napi_callback_info) {
  const auto* const steps = winograd::steps(winograd::Kind::FLOAT);
  return writeInt32(env, steps == nullptr ? 0 : steps->panel);
}

// Whether some of them, and their gradients, can be had of bfloat16 numbers.
napi_value hasBfloat16Convolutions(napi_env env, napi_callback_info) {
  return writeBool(env, filter_gradient::isPossible(filter_gradient::Numbers::BFLOAT16));
}

napi_value isUsingGpuDevice(napi_env env, napi_callback_info) { return writeBool(env, Context::of(env).hasGpu()); }

napi_value getNumOfTensors(napi_env env, napi_callback_info) {
  return writeInt32(env, static_cast<int32_t>(Context::of(env).tensorCount()));
}

// glibc keeps what is freed for later: elsewhere nothing is done.
napi_value releaseFreeMemory(napi_env env, napi_callback_info) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  return undefined(env);
}

napi_value savedModelsUnsupported(napi_env, napi_callback_info) {
  throw Failure("TensorFlow SavedModels are not supported by this backend");
}

template <napi_value (*body)(napi_env, napi_callback_info)>
void define(napi_env env, napi_value exports, const char* name) {
  napi_value function;
  check(env, napi_create_function(env, name, NAPI_AUTO_LENGTH, guarded<body>, nullptr, &function));
  setProperty(env, exports, name, function);
}

napi_value initialize(napi_env env, napi_value exports) {
  try {
    Context::install(env);
    define<start>(env, exports, "start");
    define<stop>(env, exports, "stop");
    define<devices>(env, exports, "devices");
    define<createTensor>(env, exports, "createTensor");
    define<createPermuted>(env, exports, "createPermuted");
    define<createPermutedAsync>(env, exports, "createPermutedAsync");
    define<readPermuted>(env, exports, "readPermuted");
    define<readPermutedAsync>(env, exports, "readPermutedAsync");
    define<deleteTensor>(env, exports, "deleteTensor");
    define<tensorDataSync>(env, exports, "tensorDataSync");
    define<donate>(env, exports, "donate");
    define<overwrittenTensors>(env, exports, "overwrittenTensors");
    define<endDonation>(env, exports, "endDonation");
    define<executeOp>(env, exports, "executeOp");
    define<executeOpAsync>(env, exports, "executeOpAsync");
    define<addFunctionDef>(env, exports, "addFunctionDef");
    define<removeFunction>(env, exports, "removeFunction");
    define<newGraph>(env, exports, "newGraph");
    define<addNode>(env, exports, "addNode");
    define<opList>(env, exports, "opList");
    define<isUsingGpuDevice>(env, exports, "isUsingGpuDevice");
    define<convolutionPanel>(env, exports, "convolutionPanel");
    define<hasBfloat16Convolutions>(env, exports, "hasBfloat16Convolutions");
    define<getNumOfTensors>(env, exports, "getNumOfTensors");
    define<releaseFreeMemory>(env, exports, "releaseFreeMemory");
    define<savedModelsUnsupported>(env, exports, "loadSavedModel");
    define<savedModelsUnsupported>(env, exports, "deleteSavedModel");
    define<savedModelsUnsupported>(env, exports, "runSavedModel");
    define<savedModelsUnsupported>(env, exports, "getNumOfSavedModels");

    const struct {
      const char* name;
      int32_t value;
    } constants[] = {
        {"TF_FLOAT", TF_FLOAT},           {"TF_INT32", TF_INT32},           {"TF_INT64", TF_INT64},
        {"TF_BOOL", TF_BOOL},             {"TF_COMPLEX64", TF_COMPLEX64},   {"TF_STRING", TF_STRING},
        {"TF_RESOURCE", TF_RESOURCE},     {"TF_UINT8", TF_UINT8},           {"TF_BFLOAT16", TF_BFLOAT16},
        {"TF_HALF", TF_HALF},             {"TF_ATTR_STRING", TF_ATTR_STRING}, {"TF_ATTR_INT", TF_ATTR_INT},
        {"TF_ATTR_FLOAT", TF_ATTR_FLOAT}, {"TF_ATTR_BOOL", TF_ATTR_BOOL},   {"TF_ATTR_TYPE", TF_ATTR_TYPE},
        {"TF_ATTR_SHAPE", TF_ATTR_SHAPE}, {"TF_ATTR_FUNC", TF_ATTR_FUNC},
    };
    for (const auto& constant : constants) setProperty(env, exports, constant.name, writeInt32(env, constant.value));
    setProperty(env, exports, "TF_Version", writeString(env, TF_Version()));
  } catch (const std::exception& error) {
    throwToJs(env, error.what());
  }
  return exports;
}

}  // namespace
}  // namespace mma

NAPI_MODULE(NODE_GYP_MODULE_NAME, mma::initialize)
