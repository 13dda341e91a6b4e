export { type Checkpoint, type CheckpointFormat, readCheckpoint } from './checkpoint.js';
export { CheckpointError, type CheckpointErrorCode } from './errors.js';
export { loadTensors } from './load-tensors.js';
export { NumpyArray } from './pickle/numpy-globals.js';
export {
  type CheckpointRecord,
  type CheckpointValue,
  dictOf,
  OrderedDict,
  PythonGlobal,
  PythonObject,
  PythonTuple,
} from './pickle/values.js';
export { type CheckpointContent, writeCheckpoint } from './pth/write.js';
export { readSafetensors, type Safetensors } from './safetensors/read.js';
export { type WriteSafetensorsOptions, writeSafetensors } from './safetensors/write.js';
export { findStateDict, type ReadStateDictOptions, readStateDict } from './state-dict.js';
export type { DType, TensorArray } from './tensors/dtype.js';
export { isLazyTensor, isTensorData, type LazyTensor, type StateDict, type TensorData } from './tensors/tensor.js';
export { widenToFloat32 } from './tensors/widen.js';
