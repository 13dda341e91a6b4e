import { corrupt } from '../errors.js';
import type { Builder, Globals } from '../pickle/instantiate.js';
import { numpyGlobals } from '../pickle/numpy-globals.js';
import { pythonGlobals } from '../pickle/python-globals.js';
import { type CheckpointValue, PythonGlobal, PythonObject, PythonTuple } from '../pickle/values.js';
import { type DType, dtypeOfStorage, isDType } from '../tensors/dtype.js';
import { type StorageReader, StoredTensor, TorchStorage } from './storage.js';

/** The allow-list for PyTorch's files; tensors it makes read their bytes from `reader`. */
export function torchGlobals(reader: StorageReader): Globals {
  const rebuild: Builder = (args) => rebuildTensor(args, reader);
  const globals = new Map<string, Builder>([
    ...pythonGlobals,
    ...numpyGlobals,
    ['torch._utils._rebuild_tensor', rebuild],
    ['torch._utils._rebuild_tensor_v2', rebuild],
    ['torch._utils._rebuild_tensor_v3', rebuild],
    ['torch._utils._rebuild_parameter', ([data]) => data],
    ['torch._utils._rebuild_parameter_with_state', ([data]) => data],
    ['torch.Size', ([sizes]) => PythonTuple.from(Array.isArray(sizes) ? sizes : [])],
  ]);
  // A tensor with attributes of its own, or of a subclass: the tensor is what counts.
  globals.set('torch._tensor._rebuild_from_type_v2', (args) => {
    const [callee, , inner] = args;
    const builder = callee instanceof PythonGlobal && globals.get(callee.path);
    return builder && Array.isArray(inner) && callee.name !== '_rebuild_from_type_v2'
      ? builder(inner)
      : new PythonObject('torch._tensor._rebuild_from_type_v2', args);
  });
  return globals;
}

function rebuildTensor(args: readonly CheckpointValue[], reader: StorageReader): CheckpointValue {
  const [storage, offset, shape, strides, , , named, metadata = named] = args;
  if (!(storage instanceof TorchStorage)) throw corrupt('a tensor in the pickle has no storage');
  const dtype = named instanceof PythonGlobal ? dtypeByName(named) : storage.dtype;
  // Metadata marks views whose elements are still to be conjugated or negated: complex tensors that nobody saves.
  if (dtype === undefined || (metadata instanceof Map && metadata.size > 0))
    return new PythonObject('torch.Tensor', args);
  if (typeof offset !== 'number' || !isNumbers(shape) || !isNumbers(strides)) {
    throw corrupt('a tensor in the pickle has no valid shape');
  }
  return new StoredTensor({ dtype, offset, shape: Array.from(shape), strides: Array.from(strides) }, storage, reader);
}

function dtypeByName({ module, name }: PythonGlobal): DType | undefined {
  return module === 'torch' && isDType(name) ? name : undefined;
}

function isNumbers(value: CheckpointValue): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

/**
 * The storage that a persistent id describes:
 * `('storage', class, key, device, number of elements[, (view key, offset, size) in legacy files])`.
 */
export function storageOfId(id: CheckpointValue): { whole: TorchStorage; part: TorchStorage } {
  if (!Array.isArray(id) || id[0] !== 'storage') throw corrupt('the pickle refers to something that is not a storage');
  const [, type, key, , elements, view] = id as CheckpointValue[];
  if (
    !(type instanceof PythonGlobal) ||
    typeof key !== 'string' ||
    typeof elements !== 'number' ||
    !Number.isSafeInteger(elements) ||
    elements < 0
  ) {
    throw corrupt('a storage in the pickle is not described properly');
  }
  const dtype = type.name === 'UntypedStorage' ? 'uint8' : dtypeOfStorage(type.name);
  const whole = new TorchStorage(type.path, { key, dtype, elements });
  if (!Array.isArray(view)) return { whole, part: whole };
  const [, offset, size] = view as CheckpointValue[];
  if (
    typeof offset !== 'number' ||
    typeof size !== 'number' ||
    !(offset >= 0 && size >= 0 && offset + size <= elements)
  ) {
    throw corrupt('a view of a storage lies outside of it');
  }
  const start = elements === 0 ? 0 : (whole.bytes / elements) * offset;
  return { whole, part: new TorchStorage(type.path, { key, dtype, elements: size, start }) };
}
