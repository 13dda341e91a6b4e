export { type Checkpoint, type CheckpointFormat, readCheckpoint } from './checkpoint.js';
export { CheckpointError, type CheckpointErrorCode } from './errors.js';
export { checkpointCache } from './fetch/cache.js';
export { type DownloadFileOptions, downloadFile } from './fetch/download-file.js';
export { type FetchOptions, fetchCheckpoint } from './fetch/fetch-checkpoint.js';
export { downloadLines, showDownload } from './fetch/progress.js';
export { type CheckpointPlace, resolveCheckpoint } from './fetch/resolve.js';
export type { DownloadProgress } from './fetch/transfer.js';
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
export { readPickle, writePickle } from './pth/pickle-file.js';
export { type CheckpointContent, writeCheckpoint } from './pth/write.js';
export { type RenameRule, reviseKeys, selectPrefix } from './rename.js';
export { readSafetensors, type Safetensors } from './safetensors/read.js';
export { type WriteSafetensorsOptions, writeSafetensors } from './safetensors/write.js';
export { findStateDict, type ReadStateDictOptions, readStateDict } from './state-dict.js';
export { castFloats, type FloatDType } from './tensors/cast.js';
export type { DType, TensorArray } from './tensors/dtype.js';
export { isLazyTensor, isTensorData, type LazyTensor, type StateDict, type TensorData } from './tensors/tensor.js';
export { widenToFloat32 } from './tensors/widen.js';
export { averageCheckpoints } from './tools/average.js';
export { diffCheckpoints, type TensorDifference } from './tools/compare.js';
export { type ConvertOptions, convertCheckpoint } from './tools/convert.js';
export { type OutlineEntry, outlineOf } from './tools/outline.js';
export { publishCheckpoint } from './tools/publish.js';
