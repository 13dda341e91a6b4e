// What models are written with, so that a package of layers is enough to write one.
export {
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type Tensor5D,
  tf,
} from '@mma/backend';
export { countComplexity, type ModuleComplexity } from './complexity/complexity.js';
export { NnError } from './errors.js';
export { type LayerRun, layerGradient } from './gradients/layer-gradient.js';
export { hashKeys } from './hash-keys.js';
export { init } from './init/init.js';
export type { KaimingOptions, Nonlinearity } from './init/kaiming.js';
export { layerNames } from './layer-names.js';
export { AdaptiveAvgPool2d } from './layers/adaptive-avg-pool2d.js';
export { BatchNorm2d, type BatchNorm2dOptions, type BatchNormThen } from './layers/batch-norm2d.js';
export { ConvModule, type ConvModuleOptions } from './layers/conv-module.js';
export { Conv2d, type Conv2dOptions } from './layers/conv2d.js';
export { Dropout } from './layers/dropout.js';
export type { Layer } from './layers/layer.js';
export { Linear, type LinearOptions } from './layers/linear.js';
export { MaxPool2d, type MaxPool2dOptions } from './layers/max-pool2d.js';
export { ReLU } from './layers/relu.js';
export { Sequential } from './layers/sequential.js';
export { CONV2D, Layout, PLAIN } from './layout.js';
export { type Member, Module, type Parts } from './module.js';
export {
  type Initializer,
  ModuleBuffer,
  type ModuleBufferOptions,
  Parameter,
  type ParameterOptions,
  type SlotOptions,
  TensorSlot,
} from './parameter.js';
export { printModule } from './print-module.js';
export type { LazyLoadable, LoadableTensor, LoadReport, ShapeMismatch, StateDict, TensorData } from './state-dict.js';
export { drawUniform, type StepSeed, withStepSeed } from './step-seed.js';
export { readSnapshots, TensorSnapshot } from './tensor-snapshot.js';
