import { extname } from 'node:path';
import { CheckpointError } from '../errors.js';
import { replaceFile } from '../files/replace-file.js';
import { Pickler } from '../pickle/pickle.js';
import { type CheckpointValue, OrderedDict } from '../pickle/values.js';
import { dtypes } from '../tensors/dtype.js';
import { elementCount, isTensorData, type LazyTensor, type TensorData, tensorBytes } from '../tensors/tensor.js';
import { StorageCollector } from './pickle-tensor.js';
import { ZipWriter } from './zip-writer.js';

/** What a checkpoint is made of, by MMEngine's names (`meta`, `state_dict`, `optimizer`, …) or any others. */
export type CheckpointContent = Readonly<Record<string, CheckpointValue>> | ReadonlyMap<string, CheckpointValue>;

const extensions = ['.pth', '.pt', '.ckpt'];
const root = 'archive';

/**
 * Write a checkpoint that `torch.load(file, weights_only=True)` accepts.
 *
 * Maps and plain objects become dicts, an `OrderedDict` (and a Map under the name `state_dict`) an `OrderedDict`;
 * whole numbers become `int`. Tensors that share one array share one storage. A `LazyTensor` is read when its turn
 * comes, so that no more than one of them is in memory. The same content gives the same bytes.
 *
 * The file is written beside, flushed and renamed: its name always stands for a whole checkpoint.
 *
 * @throws CheckpointError where a value has no place in a checkpoint or the file cannot be written.
 */
export async function writeCheckpoint(file: string, content: CheckpointContent): Promise<void> {
  if (!extensions.includes(extname(file))) {
    throw new CheckpointError('MMA_CHECKPOINT_FORMAT', `${file}: the name does not end in ${extensions.join(', ')}`, {
      hint: extname(file) === '.safetensors' ? 'writeSafetensors writes .safetensors files' : `name it ${file}.pth`,
    });
  }
  const collector = new StorageCollector();
  const pickler = new Pickler((tensor, to, path) => collector.write(tensor, to, path));
  pickler.value(withOrderedStateDict(content), '');
  const pickle = pickler.finish();

  await replaceFile(file, async (sink) => {
    const zip = new ZipWriter(sink);
    await zip.add(`${root}/data.pkl`, pickle);
    await zip.add(`${root}/byteorder`, Buffer.from('little'));
    const bytesOf = storageReader(collector.storages);
    for (const [key, tensor] of collector.storages.entries()) {
      await zip.add(`${root}/data/${key}`, await bytesOf(tensor, `storage ${key}`));
    }
    await zip.add(`${root}/version`, Buffer.from('3\n'));
    await zip.finish();
  });
}

/** Gives the bytes of one storage after the other; those that can be read into memory share it, so that each is gone with the next. */
function storageReader(storages: readonly (TensorData | LazyTensor)[]) {
  const sizes = storages.map((each) => (isTensorData(each) || each.readInto === undefined ? 0 : byteLength(each)));
  const shared = new ArrayBuffer(sizes.reduce((most, size) => Math.max(most, size), 0));
  return async (tensor: TensorData | LazyTensor, where: string): Promise<Uint8Array> => {
    if (isTensorData(tensor)) return tensorBytes(tensor, where);
    if (tensor.readInto === undefined) {
      const { data } = await tensor.read();
      return tensorBytes({ dtype: tensor.dtype, shape: tensor.shape, data }, where);
    }
    const bytes = new Uint8Array(shared, 0, byteLength(tensor));
    await tensor.readInto(bytes);
    return bytes;
  };
}

function byteLength({ dtype, shape }: LazyTensor): number {
  return elementCount(shape) * dtypes[dtype].bytes;
}

/** PyTorch keeps state dicts in an OrderedDict; a Map is ordered just as well. */
function withOrderedStateDict(content: CheckpointContent): CheckpointValue {
  const entries = content instanceof Map ? [...content] : Object.entries(content);
  const dict: CheckpointValue = new Map(
    entries
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [
        key,
        key === 'state_dict' && value instanceof Map && !(value instanceof OrderedDict)
          ? new OrderedDict(value)
          : value,
      ]),
  );
  return dict;
}
