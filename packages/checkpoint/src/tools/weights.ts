import { type Checkpoint, readCheckpoint } from '../checkpoint.js';
import { checkTotal } from '../load-tensors.js';
import { type CheckpointValue, dictOf, OrderedDict } from '../pickle/values.js';
import { isShardIndex } from '../safetensors/sharded.js';
import { findStateDict, readStateDict } from '../state-dict.js';
import { castFloats, type FloatDType, isFloating } from '../tensors/cast.js';
import { isTensorData, type LazyTensor, type TensorData } from '../tensors/tensor.js';

export type AnyTensor = TensorData | LazyTensor;

/** An open file's weights, read one at a time, and whatever else is in it. */
export interface OpenWeights extends AsyncDisposable {
  readonly weights: OrderedDict<AnyTensor>;
  /** The other entries of a training checkpoint, such as `meta`; none where the file is all weights. */
  readonly rest: ReadonlyMap<string, CheckpointValue>;
}

/** Open a checkpoint for its weights; the files of a `.safetensors.index.json` are read at once. */
export async function openWeights(file: string): Promise<OpenWeights> {
  if (isShardIndex(file)) {
    const weights = new OrderedDict<AnyTensor>(await readStateDict(file));
    return { weights, rest: new Map(), [Symbol.asyncDispose]: async () => {} };
  }
  const checkpoint = await readCheckpoint(file);
  try {
    return { ...partsOf(checkpoint), [Symbol.asyncDispose]: () => checkpoint.close() };
  } catch (error) {
    await checkpoint.close();
    throw error;
  }
}

function partsOf({ content, bytes }: Checkpoint): Pick<OpenWeights, 'weights' | 'rest'> {
  const weights = findStateDict(content);
  checkTotal(weights.values(), bytes);
  const top = dictOf(content) ?? new Map<CheckpointValue, CheckpointValue>();
  const inner = dictOf(top.get('state_dict'));
  const holder = inner ?? top;
  if (holder instanceof OrderedDict && holder.attributes !== undefined) weights.attributes = holder.attributes;
  const rest = new Map<string, CheckpointValue>();
  if (inner !== undefined) for (const [key, value] of top) if (key !== 'state_dict') rest.set(String(key), value);
  return { weights, rest };
}

/** The tensor as it is needed: in memory. */
export async function read(tensor: AnyTensor): Promise<TensorData> {
  return isTensorData(tensor) ? tensor : tensor.read();
}

/** The same weights with their floating-point numbers as `dtype`, each converted when it is read. */
export function castLazily(weights: OrderedDict<AnyTensor>, dtype: FloatDType): OrderedDict<AnyTensor> {
  const cast = new OrderedDict<AnyTensor>();
  if (weights.attributes !== undefined) cast.attributes = weights.attributes;
  for (const [name, tensor] of weights) {
    const changes = isFloating(tensor.dtype) && tensor.dtype !== dtype;
    cast.set(name, changes ? lazily(tensor, dtype) : tensor);
  }
  return cast;
}

function lazily(tensor: AnyTensor, dtype: FloatDType): LazyTensor {
  return { dtype, shape: tensor.shape, read: async () => castFloats(await read(tensor), dtype) };
}
