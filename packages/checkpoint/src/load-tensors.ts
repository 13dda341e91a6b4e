import type { Checkpoint } from './checkpoint.js';
import { beyondLimit } from './errors.js';
import { inFile } from './files/byte-source.js';
import { type CheckpointValue, OrderedDict, PythonTuple } from './pickle/values.js';
import { dtypes } from './tensors/dtype.js';
import { readAll } from './tensors/read-all.js';
import { allocationLimit } from './tensors/strided.js';
import { elementCount, isLazyTensor, isTensorData, type LazyTensor, type TensorData } from './tensors/tensor.js';

/**
 * The content of a checkpoint with every tensor read: the same tree, with `TensorData` in place of `LazyTensor`.
 * Give a part of the content (such as `optimizer`) to load just that. Parts that were shared stay shared.
 */
export async function loadTensors(
  checkpoint: Pick<Checkpoint, 'file' | 'content' | 'bytes'>,
  part: CheckpointValue = checkpoint.content,
): Promise<CheckpointValue> {
  const lazy = new Set<LazyTensor>();
  collect(part, lazy, new Set());
  checkTotal(lazy, checkpoint.bytes);
  return inFile(checkpoint.file, async () => {
    const tensors = [...lazy];
    const read = await readAll(tensors);
    const replaced = new Map<CheckpointValue, CheckpointValue>(tensors.map((tensor, index) => [tensor, read[index]]));
    return rebuild(part, replaced);
  });
}

/** Refuse to read tensors that are together far larger than their file, as many views of one storage would be. */
export function checkTotal(tensors: Iterable<TensorData | LazyTensor>, fileBytes: number): void {
  let total = 0;
  for (const { dtype, shape } of tensors) total += elementCount(shape) * dtypes[dtype].bytes;
  if (total > allocationLimit(fileBytes)) {
    throw beyondLimit(`the tensors need ${total} bytes, the file has ${fileBytes}`);
  }
}

function collect(value: CheckpointValue, lazy: Set<LazyTensor>, seen: Set<CheckpointValue>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (isTensorData(value)) return;
  if (isLazyTensor(value)) lazy.add(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, lazy, seen);
  else if (value instanceof Map) for (const item of value.values()) collect(item, lazy, seen);
}

/** A copy of the tree; `copies` starts with the tensors and grows with the containers already copied. */
function rebuild(value: CheckpointValue, copies: Map<CheckpointValue, CheckpointValue>): CheckpointValue {
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) {
    const copy: CheckpointValue[] = value instanceof PythonTuple ? new PythonTuple() : [];
    copies.set(value, copy);
    for (const item of value) copy.push(rebuild(item, copies));
    return copy;
  }
  if (value instanceof Map) {
    const copy = value instanceof OrderedDict ? new OrderedDict<CheckpointValue, CheckpointValue>() : new Map();
    if (copy instanceof OrderedDict && value instanceof OrderedDict) copy.attributes = value.attributes;
    copies.set(value, copy);
    for (const [key, item] of value) copy.set(key, rebuild(item, copies));
    return copy;
  }
  return value;
}
