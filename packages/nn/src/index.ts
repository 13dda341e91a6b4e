export { NnError } from './errors.js';
export { hashKeys } from './hash-keys.js';
export { CONV2D, Layout, PLAIN } from './layout.js';
export { type Member, Module } from './module.js';
export {
  type Initializer,
  ModuleBuffer,
  type ModuleBufferOptions,
  Parameter,
  type ParameterOptions,
  type SlotOptions,
  TensorSlot,
} from './parameter.js';
export type { LoadableTensor, LoadReport, ShapeMismatch, StateDict, TensorData } from './state-dict.js';
