export type {
  Rank,
  Scalar,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  Tensor5D,
  TensorLike,
} from '@tensorflow/tfjs';
export { isNative } from './active-backend.js';
export { BackendError } from './backend-error.js';
export type { DeviceChoice, DeviceInfo } from './device.js';
export { type DoctorOptions, doctor } from './doctor/doctor.js';
export type { DoctorCheck, DoctorReport } from './doctor/report.js';
export { donating } from './donating.js';
export { cacheDir } from './install/cache.js';
export { type EnsureNativeOptions, ensureNative, findNative, type NativePaths } from './install/ensure-native.js';
export { type LoadOptions, loadBackend } from './load.js';
export { memory } from './memory.js';
export { type BatchNormOptions, type BatchNormResult, batchNormTrain } from './ops/batch-norm.js';
export { biasAdd } from './ops/bias-add.js';
export { type Conv2dOptions, conv2d } from './ops/conv2d.js';
export { fromPermuted, fromPermutedAsync } from './ops/from-permuted.js';
export { fromUint8 } from './ops/from-uint8.js';
export { keepApart, keepOver } from './ops/keep.js';
export { type MaxPool2dOptions, maxPool2d } from './ops/max-pool2d.js';
export { type MomentumInputs, type MomentumNumbers, momentumStep } from './ops/momentum-step.js';
export { type RandomSeed, randomNormal, randomUniform } from './ops/random.js';
export { readPermuted } from './ops/read-permuted.js';
export { sumOfSquares } from './ops/sum-of-squares.js';
export type { Pair } from './ops/window.js';
export { hasOwnKernels } from './own-kernels.js';
export { canComputeIn, halfPrecision, type Precision } from './precision.js';
export { type Recorded, type RecordOptions, record } from './record/record.js';
export type { TensorFunction } from './record/recorder.js';
export { tf } from './tf.js';
