export type {
  GradSaveFunc,
  NamedTensorMap,
  Rank,
  Scalar,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  Tensor5D,
  TensorBuffer,
  TensorLike,
  TypedArray,
  Variable,
} from '@tensorflow/tfjs';
export { BackendError } from './backend-error.js';
export type { DeviceChoice, DeviceInfo } from './device.js';
export { type EnsureNativeOptions, ensureNative, findNative, type NativePaths } from './install/ensure-native.js';
export { type LoadOptions, loadBackend } from './load.js';
export { tf } from './tf.js';
