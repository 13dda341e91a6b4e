import { readCheckpoint } from './checkpoint.js';
import { CheckpointError, corrupt } from './errors.js';
import { inFile } from './files/byte-source.js';
import { checkTotal } from './load-tensors.js';
import { type CheckpointValue, dictOf, OrderedDict, PythonObject } from './pickle/values.js';
import { isShardIndex, readShardIndex } from './safetensors/sharded.js';
import { readAll } from './tensors/read-all.js';
import { isLazyTensor, isTensorData, type LazyTensor, type StateDict, type TensorData } from './tensors/tensor.js';
import { widenToFloat32 } from './tensors/widen.js';

export interface ReadStateDictOptions {
  /** Give 16-bit and 8-bit floats as float32 (exact). Default false. */
  readonly widen?: boolean;
}

/**
 * Read a model's weights: the `state_dict` of a training checkpoint, a file that is nothing but a state dict, a
 * `.safetensors` file, or all the files that a `.safetensors.index.json` names.
 *
 * `module.`, which PyTorch's parallel wrappers put before every name, is stripped. Entries that are not tensors are
 * left out.
 *
 * @throws CheckpointError as `readCheckpoint` does, and where there is no state dict.
 */
export async function readStateDict(file: string, options: ReadStateDictOptions = {}): Promise<StateDict> {
  const state: StateDict = new Map();
  if (!isShardIndex(file)) return readInto(state, file, options);
  for (const [shard, names] of await readShardIndex(file)) {
    await readInto(state, shard, options);
    const missing = names.find((name) => !state.has(withoutModule(name)));
    if (missing !== undefined) throw corrupt(`${shard} has no ${JSON.stringify(missing)}, which ${file} expects there`);
  }
  return state;
}

async function readInto(state: StateDict, file: string, options: ReadStateDictOptions): Promise<StateDict> {
  await using checkpoint = await readCheckpoint(file);
  return await inFile(file, async () => {
    const tensors = findStateDict(checkpoint.content);
    checkTotal(tensors.values(), checkpoint.bytes);
    const read = await readAll([...tensors.values()]);
    for (const [index, name] of [...tensors.keys()].entries()) {
      const tensor = read[index]!;
      state.set(name, options.widen === true ? widenToFloat32(tensor) : tensor);
    }
    return state;
  });
}

/** The state dict in a checkpoint's content, by parameter name, `module.` stripped. */
export function findStateDict(content: CheckpointValue): OrderedDict<TensorData | LazyTensor> {
  const top = dictOf(content);
  const nested = top && dictOf(top.get('state_dict'));
  for (const candidate of [nested, top]) {
    const tensors = new OrderedDict<TensorData | LazyTensor>();
    for (const [name, value] of candidate ?? []) {
      if (typeof name === 'string' && (isTensorData(value) || isLazyTensor(value))) tensors.set(name, value);
    }
    if (tensors.size > 0) return stripModule(tensors);
  }
  const found =
    content instanceof PythonObject
      ? `it holds an object of class ${content.className}`
      : `its entries are ${[...(top?.keys() ?? [])].slice(0, 8).map(String).join(', ') || '(none)'}`;
  throw new CheckpointError('MMA_CHECKPOINT_CONTENT', `the checkpoint has no state dict: ${found}`, {
    hint: 'a model is saved as {"state_dict": model.state_dict()} or as model.state_dict() itself',
  });
}

function stripModule<T>(tensors: OrderedDict<T>): OrderedDict<T> {
  return new OrderedDict([...tensors].map(([name, tensor]) => [withoutModule(name), tensor]));
}

function withoutModule(name: string): string {
  return name.replace(/^module\./, '');
}
