#include "tensors.h"

#include <cstring>
#include <memory>

#include "context.h"
#include "kernels/kept_memory.h"
#include "large_pages.h"
#include "permute.h"
#include "signals.h"
#include "status.h"
#include "tensorflow/c/tf_tensor.h"
#include "tensorflow/c/tf_tstring.h"

namespace mma {
namespace {

struct TensorDeleter {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using TensorPtr = std::unique_ptr<TF_Tensor, TensorDeleter>;

int64_t elementCount(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  return count;
}

TensorPtr allocate(TF_DataType type, const std::vector<int64_t>& shape, size_t bytes) {
  TensorPtr tensor(TF_AllocateTensor(type, shape.data(), static_cast<int>(shape.size()), bytes));
  if (!tensor) throw Failure("cannot allocate " + std::to_string(bytes) + " bytes for a tensor");
  inLargePages(TF_TensorData(tensor.get()), bytes);
  return tensor;
}

TensorPtr numbersToTensor(napi_env env, TF_DataType type, const std::vector<int64_t>& shape, napi_value values) {
  const Bytes bytes = readBytes(env, values);
  const size_t expected = static_cast<size_t>(elementCount(shape)) * TF_DataTypeSize(type);
  if (bytes.size != expected) {
    throw Failure("a tensor of this shape and type takes " + std::to_string(expected) + " bytes, got " +
                  std::to_string(bytes.size));
  }
  TensorPtr tensor = allocate(type, shape, expected);
  if (expected > 0) std::memcpy(TF_TensorData(tensor.get()), bytes.data, expected);
  return tensor;
}

// Each value is a Uint8Array (tfjs encodes strings as UTF-8) or a JavaScript string.
TensorPtr stringsToTensor(napi_env env, const std::vector<int64_t>& shape, napi_value values) {
  const size_t count = static_cast<size_t>(elementCount(shape));
  if (!isArray(env, values) || arrayLength(env, values) != count) {
    throw Failure("a string tensor of this shape needs an array of " + std::to_string(count) + " values");
  }
  TensorPtr tensor = allocate(TF_STRING, shape, count * sizeof(TF_TString));
  auto* strings = static_cast<TF_TString*>(TF_TensorData(tensor.get()));
  for (size_t i = 0; i < count; ++i) TF_StringInit(&strings[i]);
  for (size_t i = 0; i < count; ++i) {
    const std::string value = readStringOrBytes(env, element(env, values, static_cast<uint32_t>(i)));
    TF_StringCopy(&strings[i], value.data(), value.size());
  }
  return tensor;
}

// Floats are sent to the GPU at once: left here, weights would be sent at each use. Its kernels expect other types in host memory.
TFE_TensorHandle* toHandle(Context& context, TF_Tensor* tensor) {
  Status status;
  TFE_TensorHandle* handle = TFE_NewTensorHandle(tensor, status);
  status.check("creating a tensor");
  if (!context.hasGpu() || TF_TensorType(tensor) != TF_FLOAT) return handle;
  TFE_TensorHandle* sent = TFE_TensorHandleCopyToDevice(handle, context.get(), context.gpu().c_str(), status);
  TFE_DeleteTensorHandle(handle);
  status.check("sending a tensor to the GPU");
  return sent;
}

napi_value stringsToJs(napi_env env, TF_Tensor* tensor) {
  const auto count = static_cast<uint32_t>(TF_TensorElementCount(tensor));
  const auto* strings = static_cast<const TF_TString*>(TF_TensorData(tensor));
  napi_value array;
  check(env, napi_create_array_with_length(env, count, &array));
  for (uint32_t i = 0; i < count; ++i) {
    const size_t size = TF_StringGetSize(&strings[i]);
    setElement(env, array, i,
               writeTypedArray(env, napi_uint8_array, TF_StringGetDataPointer(&strings[i]), size, size));
  }
  return array;
}

napi_value tensorToJs(napi_env env, TF_Tensor* tensor) {
  const auto count = static_cast<size_t>(TF_TensorElementCount(tensor));
  const size_t bytes = TF_TensorByteSize(tensor);
  const void* data = TF_TensorData(tensor);
  switch (TF_TensorType(tensor)) {
    case TF_FLOAT:
      return writeTypedArray(env, napi_float32_array, data, bytes, count);
    case TF_COMPLEX64:
      return writeTypedArray(env, napi_float32_array, data, bytes, count * 2);
    case TF_DOUBLE:
      return writeTypedArray(env, napi_float64_array, data, bytes, count);
    case TF_INT32:
      return writeTypedArray(env, napi_int32_array, data, bytes, count);
    case TF_INT64:
      return writeTypedArray(env, napi_bigint64_array, data, bytes, count);
    case TF_BFLOAT16:
    case TF_HALF:
      return writeTypedArray(env, napi_uint16_array, data, bytes, count);
    case TF_BOOL:
    case TF_UINT8:
      return writeTypedArray(env, napi_uint8_array, data, bytes, count);
    case TF_STRING:
      return stringsToJs(env, tensor);
    default:
      throw Failure("tensors of TensorFlow type " + std::to_string(TF_TensorType(tensor)) + " cannot be read");
  }
}

// The sizes in the order of `axes`.
std::vector<int64_t> movedShape(const std::vector<int64_t>& shape, const std::vector<int64_t>& axes) {
  std::vector<int64_t> moved;
  std::vector<bool> seen(shape.size(), false);
  for (const int64_t axis : axes) {
    if (axis < 0 || axis >= static_cast<int64_t>(shape.size()) || seen[static_cast<size_t>(axis)]) break;
    seen[static_cast<size_t>(axis)] = true;
    moved.push_back(shape[static_cast<size_t>(axis)]);
  }
  if (moved.size() != shape.size() || axes.size() != shape.size()) throw Failure("axes must be a permutation");
  return moved;
}

// Numbers on their way into a tensor whose axes lie in another order.
class Permutation {
 public:
  Permutation(napi_env env, napi_callback_info info) {
    const auto args = arguments(env, info, 3);
    Context::of(env).get();
    shape_ = readInt64s(env, args[0]);
    axes_ = readInt64s(env, args[1]);
    const Bytes values = readBytes(env, args[2]);
    const auto count = static_cast<size_t>(elementCount(shape_));
    if (values.type != napi_float32_array || values.elements != count) {
      throw Failure("a tensor of this shape takes a Float32Array of " + std::to_string(count) + " numbers");
    }
    source_ = static_cast<const uint32_t*>(values.data);
    // Weights, which are there to stay.
    tensor_.reset(keptTensor(TF_FLOAT, movedShape(shape_, axes_), values.size));
  }

  // While another thread works, the collector must not take the numbers.
  void keepSource(napi_env env, napi_callback_info info) {
    check(env, napi_create_reference(env, arguments(env, info, 3)[2], 1, &kept_));
  }
  void releaseSource(napi_env env) { check(env, napi_delete_reference(env, kept_)); }

  void run() {
    const SignalsBlocked blocked;
    permute(source_, shape_, axes_, static_cast<uint32_t*>(TF_TensorData(tensor_.get())));
  }

  napi_value result(napi_env env) { return writeInt32(env, Context::of(env).add(toHandle(Context::of(env), tensor_.get()))); }

 private:
  std::vector<int64_t> shape_;
  std::vector<int64_t> axes_;
  const uint32_t* source_;
  TensorPtr tensor_;
  napi_ref kept_ = nullptr;
};

// A tensor's numbers on their way into an array whose axes lie in another order.
class Reading {
 public:
  Reading(napi_env env, napi_callback_info info) {
    const auto args = arguments(env, info, 3);
    axes_ = readInt64s(env, args[1]);
    const Bytes target = readBytes(env, args[2]);
    Status status;
    tensor_.reset(TFE_TensorHandleResolve(Context::of(env).find(readInt32(env, args[0])), status));
    status.check("reading a tensor");
    for (int axis = 0; axis < TF_NumDims(tensor_.get()); ++axis) shape_.push_back(TF_Dim(tensor_.get(), axis));
    movedShape(shape_, axes_);
    const auto count = static_cast<size_t>(elementCount(shape_));
    if (TF_TensorType(tensor_.get()) != TF_FLOAT) throw Failure("only 32-bit floats are read in another order of axes");
    if (target.type != napi_float32_array || target.elements != count) {
      throw Failure("this tensor is read into a Float32Array of " + std::to_string(count) + " numbers");
    }
    target_ = static_cast<uint32_t*>(target.data);
  }

  // While another thread works, the collector must not take the target.
  void keepTarget(napi_env env, napi_callback_info info) {
    check(env, napi_create_reference(env, arguments(env, info, 3)[2], 1, &kept_));
  }
  void releaseTarget(napi_env env) { check(env, napi_delete_reference(env, kept_)); }

  void run() {
    const SignalsBlocked blocked;
    permute(static_cast<const uint32_t*>(TF_TensorData(tensor_.get())), shape_, axes_, target_);
  }

 private:
  std::vector<int64_t> shape_;
  std::vector<int64_t> axes_;
  uint32_t* target_;
  TensorPtr tensor_;
  napi_ref kept_ = nullptr;
};

}  // namespace

napi_value createTensor(napi_env env, napi_callback_info info) {
  const auto args = arguments(env, info, 3);
  Context& context = Context::of(env);
  context.get();
  const std::vector<int64_t> shape = readInt64s(env, args[0]);
  const auto type = static_cast<TF_DataType>(readInt32(env, args[1]));
  const TensorPtr tensor =
      type == TF_STRING ? stringsToTensor(env, shape, args[2]) : numbersToTensor(env, type, shape, args[2]);
  return writeInt32(env, context.add(toHandle(context, tensor.get())));
}

napi_value createPermuted(napi_env env, napi_callback_info info) {
  Permutation permutation(env, info);
  permutation.run();
  return permutation.result(env);
}

napi_value createPermutedAsync(napi_env env, napi_callback_info info) {
  auto permutation = std::make_shared<Permutation>(env, info);
  permutation->keepSource(env, info);
  return Context::of(env).pending(env).start(
      env, [permutation] { permutation->run(); },
      [permutation](napi_env later) {
        permutation->releaseSource(later);
        return permutation->result(later);
      });
}

napi_value readPermuted(napi_env env, napi_callback_info info) {
  Reading(env, info).run();
  return undefined(env);
}

napi_value readPermutedAsync(napi_env env, napi_callback_info info) {
  auto reading = std::make_shared<Reading>(env, info);
  reading->keepTarget(env, info);
  return Context::of(env).pending(env).start(
      env, [reading] { reading->run(); },
      [reading](napi_env later) {
        reading->releaseTarget(later);
        return undefined(later);
      });
}

napi_value deleteTensor(napi_env env, napi_callback_info info) {
  const auto args = arguments(env, info, 1);
  Context::of(env).remove(readInt32(env, args[0]));
  return undefined(env);
}

napi_value tensorDataSync(napi_env env, napi_callback_info info) {
  const auto args = arguments(env, info, 1);
  Status status;
  const TensorPtr tensor(TFE_TensorHandleResolve(Context::of(env).find(readInt32(env, args[0])), status));
  status.check("reading a tensor");
  return tensorToJs(env, tensor.get());
}

}  // namespace mma
