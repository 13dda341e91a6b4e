import { readFile } from 'node:fs/promises';
import { CheckpointError, corrupt } from '../errors.js';
import { replaceFile } from '../files/replace-file.js';
import { loadTensors } from '../load-tensors.js';
import { EndOfPickle } from '../pickle/cursor.js';
import { checkDepth } from '../pickle/depth.js';
import type { Builder } from '../pickle/instantiate.js';
import { op } from '../pickle/opcodes.js';
import { Pickler } from '../pickle/pickle.js';
import { unpickle } from '../pickle/unpickle.js';
import type { CheckpointValue } from '../pickle/values.js';
import { type DType, dtypes } from '../tensors/dtype.js';
import { elementCount, isTensorData, type TensorData, tensorFromBytes } from '../tensors/tensor.js';
import { parsePickles } from './read-legacy.js';
import { type StorageReader, TorchStorage } from './storage.js';
import { torchGlobals } from './torch-globals.js';

/**
 * Read a plain pickle (`.pkl`), such as the predictions that MMEngine dumps: inert values, numpy arrays and tensors.
 * Nothing in the file is executed.
 *
 * @throws CheckpointError where the file is missing, damaged, no pickle, or tries to run something
 */
export async function readPickle(file: string): Promise<CheckpointValue> {
  const bytes = await readBytes(file);
  if (bytes[0] !== op.proto) {
    throw new CheckpointError('MMA_CHECKPOINT_FORMAT', `${file} is no pickle`, {
      hint: 'a file of torch.save is read as a checkpoint',
    });
  }
  try {
    return await loadTensors({ file, bytes: bytes.length, content: parse(bytes) });
  } catch (error) {
    if (!(error instanceof EndOfPickle)) throw error;
    throw new CheckpointError('MMA_CHECKPOINT_CORRUPT', `${file} is cut short`);
  }
}

/**
 * Write a value as a plain pickle of protocol 2, beside the file, then renamed. Tensors are tensors of PyTorch where
 * Python loads it.
 */
export async function writePickle(file: string, value: CheckpointValue): Promise<void> {
  const pickler = new Pickler((tensor, to, path) => {
    if (!isTensorData(tensor)) throw new CheckpointError('MMA_CHECKPOINT_CONTENT', `${path} is not loaded yet`);
    to.global('torch', constructorOf(tensor, path));
    to.tuple([nestedLists(tensor)], path);
    to.opcode(op.reduce);
  });
  pickler.value(value, '');
  const bytes = pickler.finish();
  await replaceFile(file, (sink) => sink.write(bytes));
}

async function readBytes(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    throw new CheckpointError('MMA_CHECKPOINT_NOT_FOUND', `${file} cannot be read: ${(error as Error).message}`);
  }
}

function parse(bytes: Uint8Array<ArrayBuffer>): CheckpointValue {
  const storages = new Map<string, Uint8Array<ArrayBuffer>>();
  const reader: StorageReader = {
    fileBytes: bytes.length,
    bigEndian: false,
    read: async (key, start, length) => {
      const storage = storages.get(key);
      if (storage === undefined || start + length > storage.length) throw corrupt(`storage ${key} is not in the file`);
      return storage.subarray(start, start + length);
    },
  };
  /** A pickled tensor carries its storage along as a whole file of `torch.save` in the legacy format. */
  const loadFromBytes: Builder = ([inner]) => {
    if (!(inner instanceof Uint8Array)) throw corrupt('a storage in the pickle has no bytes');
    const { content, end } = parsePickles(inner, reader);
    if (!(content instanceof TorchStorage) || content.dtype === undefined) throw corrupt('a storage has no type');
    const { dtype, elements } = content;
    const key = `${storages.size}`;
    storages.set(key, new Uint8Array(inner.subarray(end + 8, end + 8 + elements * dtypes[dtype].bytes)));
    return new TorchStorage(content.className, { key, dtype, elements });
  };
  const globals = new Map<string, Builder>([
    ...torchGlobals(reader),
    ['torch.storage._load_from_bytes', loadFromBytes] as const,
    ...Object.entries(constructors).map(
      ([dtype, name]) =>
        [`torch.${name}`, ([list]: readonly CheckpointValue[]) => tensorOf(dtype as DType, list)] as const,
    ),
  ]);
  const { value } = unpickle(bytes, {
    globals,
    persistentLoad: () => {
      throw corrupt('the pickle refers to what is not in it');
    },
  });
  checkDepth(value);
  return value;
}

/** Legacy constructors: unlike `torch.tensor` they name the type of their elements. */
const constructors: Partial<Record<DType, string>> = {
  float32: 'FloatTensor',
  float64: 'DoubleTensor',
  int64: 'LongTensor',
  int32: 'IntTensor',
  uint8: 'ByteTensor',
};

function constructorOf({ dtype, shape }: TensorData, path: string): string {
  const name = constructors[dtype];
  // Of a single number these would make a tensor of that length.
  if (name !== undefined && shape.length > 0) return name;
  throw new CheckpointError(
    'MMA_CHECKPOINT_CONTENT',
    `a ${dtype} tensor of shape [${shape}] has no place in a pickle (at ${path})`,
    {
      hint: `pickles hold ${Object.keys(constructors).join(', ')} of one dimension and more`,
    },
  );
}

/** Numbers as nested lists, as Python's `tolist` gives them. */
function nestedLists({ shape, data }: TensorData): CheckpointValue {
  const take = (axis: number, start: number, length: number): CheckpointValue => {
    const size = shape[axis];
    if (size === undefined) return data[start];
    const step = length / size;
    return Array.from({ length: size }, (_, index) => take(axis + 1, start + index * step, step));
  };
  return take(0, 0, data.length);
}

function tensorOf(dtype: DType, list: CheckpointValue): TensorData {
  const shape: number[] = [];
  for (let level = list; Array.isArray(level); level = level[0]) shape.push(level.length);
  const numbers = (Array.isArray(list) ? list.flat(Number.POSITIVE_INFINITY) : []) as unknown[];
  if (shape.length === 0 || numbers.length !== elementCount(shape) || !numbers.every(isNumber)) {
    throw corrupt('a tensor in the pickle is not made of lists of numbers');
  }
  if (dtype === 'int64') return { dtype, shape, data: BigInt64Array.from(numbers, BigInt) };
  const made = tensorFromBytes(dtype, shape, new Uint8Array(numbers.length * dtypes[dtype].bytes));
  (made.data as Float32Array).set(numbers.map(Number));
  return made;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
