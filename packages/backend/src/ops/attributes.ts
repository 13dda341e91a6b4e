import type { Binding, OpAttribute } from '../binding.js';

/** Writers of op attributes; the addon's constants tell TensorFlow which kind each one is. */
export const floatType = (binding: Binding, name = 'T'): OpAttribute => ({
  name,
  type: binding.TF_ATTR_TYPE,
  value: binding.TF_FLOAT,
});

export const int32Type = (binding: Binding, name: string): OpAttribute => ({
  name,
  type: binding.TF_ATTR_TYPE,
  value: binding.TF_INT32,
});

export const text = (binding: Binding, name: string, value: string | Uint8Array): OpAttribute => ({
  name,
  type: binding.TF_ATTR_STRING,
  value,
});

export const int = (binding: Binding, name: string, value: number): OpAttribute => ({
  name,
  type: binding.TF_ATTR_INT,
  value,
});

export const ints = (binding: Binding, name: string, value: readonly number[]): OpAttribute => ({
  name,
  type: binding.TF_ATTR_INT,
  value,
});

export const float = (binding: Binding, name: string, value: number): OpAttribute => ({
  name,
  type: binding.TF_ATTR_FLOAT,
  value,
});

export const flag = (binding: Binding, name: string, value: boolean): OpAttribute => ({
  name,
  type: binding.TF_ATTR_BOOL,
  value,
});

export const shape = (binding: Binding, name: string, value: readonly number[]): OpAttribute => ({
  name,
  type: binding.TF_ATTR_SHAPE,
  value,
});
