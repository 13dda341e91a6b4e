import { beyondLimit, CheckpointError, corrupt } from '../errors.js';
import type { ByteSource } from '../files/byte-source.js';
import { EndOfPickle } from '../pickle/cursor.js';
import { unpickle } from '../pickle/unpickle.js';
import type { CheckpointValue } from '../pickle/values.js';
import { dtypes } from '../tensors/dtype.js';
import { maxPickleBytes } from './read-zip.js';
import type { StorageReader, TorchStorage } from './storage.js';
import { storageOfId, torchGlobals } from './torch-globals.js';

/** `0x1950a86a20f9469cfc6c`, the first pickle of every legacy file. */
const magic = 0x1950a86a20f9469cfc6cn;
const protocol = 1001;
const firstRead = 1 << 20;

/**
 * Read the format of PyTorch < 1.6: five pickles (magic number, protocol, system, content, storage keys), then the
 * storages one after the other, each behind its element count.
 */
export async function readLegacyCheckpoint(source: ByteSource): Promise<CheckpointValue> {
  const places = new Map<string, { offset: number; bytes: number }>();
  const reader: StorageReader = {
    fileBytes: source.size,
    bigEndian: false, // The header names the byte order, but torch itself has always written little-endian storages.
    read: async (key, start, length) => {
      const place = places.get(key);
      if (place === undefined || start + length > place.bytes) throw corrupt(`storage ${key} is not in the file`);
      return source.read(place.offset + start, length);
    },
  };
  const { content, storages, keys, end } = await readPickles(source, reader);
  let at = end;
  for (const key of keys) {
    const storage = storages.get(key);
    if (storage === undefined) throw corrupt('the file lists a storage that no tensor uses');
    const width = storage.dtype === undefined ? undefined : dtypes[storage.dtype].bytes;
    if (width === undefined) throw corrupt(`the size of ${storage.className} is not known`);
    const elements = Buffer.from((await source.read(at, 8)).buffer).readBigInt64LE();
    if (elements !== BigInt(storage.elements)) {
      throw corrupt(`storage ${key} has ${elements} elements instead of ${storage.elements}`);
    }
    places.set(key, { offset: at + 8, bytes: storage.elements * width });
    at += 8 + storage.elements * width;
    if (at > source.size) throw corrupt('the file is cut short in its tensors');
  }
  for (const key of storages.keys()) {
    if (!places.has(key)) throw corrupt(`storage ${key} is not in the file`);
  }
  return content;
}

interface Pickles {
  readonly content: CheckpointValue;
  /** Whole storages by key. */
  readonly storages: ReadonlyMap<string, TorchStorage>;
  readonly keys: readonly string[];
  readonly end: number;
}

/** The pickles do not say how long they are, so the start of the file is read in growing pieces until they fit. */
async function readPickles(source: ByteSource, reader: StorageReader): Promise<Pickles> {
  for (let length = Math.min(firstRead, source.size); ; length = Math.min(2 * length, source.size)) {
    if (length > maxPickleBytes) throw beyondLimit('pickles of more than 256 MiB');
    const bytes = await source.read(0, length);
    try {
      return parsePickles(bytes, reader);
    } catch (error) {
      if (!(error instanceof EndOfPickle)) throw error;
      if (length === source.size) throw corrupt('the file is cut short in its pickles');
    }
  }
}

export function parsePickles(bytes: Uint8Array, reader: StorageReader): Pickles {
  const storages = new Map<string, TorchStorage>();
  const persistentLoad = (id: CheckpointValue): CheckpointValue => {
    // A class whose source the file carries along: the class is what counts.
    if (Array.isArray(id) && id[0] === 'module') return id[1];
    const { part, whole } = storageOfId(id);
    const known = storages.get(whole.key);
    if (known !== undefined && (known.dtype !== whole.dtype || known.elements !== whole.elements)) {
      throw corrupt(`storage ${whole.key} is described in two ways`);
    }
    storages.set(whole.key, known ?? whole);
    return part === whole ? (known ?? whole) : part;
  };
  const globals = torchGlobals(reader);
  let at = 0;
  const next = (): CheckpointValue => {
    const { value, end } = unpickle(bytes, { start: at, globals, persistentLoad });
    at = end;
    return value;
  };
  if (next() !== magic || next() !== protocol) {
    throw new CheckpointError('MMA_CHECKPOINT_FORMAT', 'the file is a pickle, but not one of PyTorch', {
      hint: 'save it with torch.save',
    });
  }
  next();
  const content = next();
  const keys = next();
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string'))
    throw corrupt('the list of storages is damaged');
  return { content, storages, keys, end: at };
}
