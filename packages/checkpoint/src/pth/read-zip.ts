import { beyondLimit, CheckpointError, corrupt } from '../errors.js';
import type { ByteSource } from '../files/byte-source.js';
import { EndOfPickle } from '../pickle/cursor.js';
import { unpickle } from '../pickle/unpickle.js';
import type { CheckpointValue } from '../pickle/values.js';
import type { StorageReader, TorchStorage } from './storage.js';
import { storageOfId, torchGlobals } from './torch-globals.js';
import { ZipArchive } from './zip-archive.js';

/** Largest pickle that is read: weights are not in it, so real ones are a few megabytes at most. */
export const maxPickleBytes = 1 << 28;

/** Read the format of PyTorch ≥ 1.6: a zip file of one pickle (`data.pkl`) and one entry a storage (`data/0`, …). */
export async function readZipCheckpoint(source: ByteSource): Promise<CheckpointValue> {
  const archive = await ZipArchive.open(source);
  const root = findRoot(archive);
  const order = archive.entries.has(`${root}byteorder`) ? await archive.read(`${root}byteorder`) : undefined;
  const reader: StorageReader = {
    fileBytes: source.size,
    bigEndian: order !== undefined && Buffer.from(order).toString() === 'big',
    read: (key, start, length) => archive.read(`${root}data/${key}`, start, length),
  };

  const storages = new Map<string, TorchStorage>();
  const persistentLoad = (id: CheckpointValue): TorchStorage => {
    const { part: storage } = storageOfId(id);
    const known = storages.get(storage.key);
    if (known !== undefined && known.dtype === storage.dtype && known.elements === storage.elements) return known;
    const entry = archive.entries.get(`${root}data/${storage.key}`);
    if (entry === undefined) throw corrupt(`the archive has no storage ${JSON.stringify(storage.key)}`);
    if (storage.dtype !== undefined && storage.bytes > entry.size) {
      throw corrupt(`storage ${storage.key} has ${entry.size} bytes instead of ${storage.bytes}`);
    }
    storages.set(storage.key, storage);
    return storage;
  };

  const pickle = `${root}data.pkl`;
  if ((archive.entries.get(pickle)?.size ?? 0) > maxPickleBytes) throw beyondLimit('a pickle of more than 256 MiB');
  try {
    return unpickle(await archive.read(pickle), { globals: torchGlobals(reader), persistentLoad }).value;
  } catch (error) {
    if (error instanceof EndOfPickle) throw corrupt('the pickle of the file is cut short');
    throw error;
  }
}

/** The folder inside the archive that holds everything; torch names it after the file. */
function findRoot(archive: ZipArchive): string {
  for (const name of archive.entries.keys()) {
    const [root = '', rest] = name.split('/', 2);
    if (rest === 'data.pkl' && name === `${root}/data.pkl`) return `${root}/`;
  }
  throw new CheckpointError('MMA_CHECKPOINT_FORMAT', 'this zip file is not a PyTorch checkpoint: it has no data.pkl', {
    hint: 'pass the .pth, .pt, .ckpt or .safetensors file itself',
  });
}
