import { CheckpointError } from './errors.js';
import { ByteSource, inFile } from './files/byte-source.js';
import { checkDepth } from './pickle/depth.js';
import { type CheckpointValue, dictOf } from './pickle/values.js';
import { readLegacyCheckpoint } from './pth/read-legacy.js';
import { readZipCheckpoint } from './pth/read-zip.js';
import { readSafetensorsContent } from './safetensors/read.js';

export type CheckpointFormat = 'zip' | 'legacy' | 'safetensors';

/** An open checkpoint file. Its tensors are read on demand, so keep it open until they are. */
export interface Checkpoint extends AsyncDisposable {
  readonly file: string;
  /** Told by the file's first bytes, not by its name. */
  readonly format: CheckpointFormat;
  /** What was saved: usually a `Map`. Tensors in it are `LazyTensor`s. */
  readonly content: CheckpointValue;
  /** A top-level entry, such as `meta`; undefined where there is none. */
  get(key: string): CheckpointValue;
  /** Size of the file. */
  readonly bytes: number;
  close(): Promise<void>;
}

/**
 * Open a checkpoint: PyTorch's `.pth`/`.pt`/`.ckpt` (zip or legacy) or `.safetensors`.
 *
 * Nothing in the file is executed: objects of unknown classes become inert `PythonObject`s. Only the description of
 * the content is read here, so opening costs little for a file of any size.
 *
 * @throws CheckpointError where the file is missing, damaged, of another format, or tries to run something.
 */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const source = await ByteSource.open(file);
  try {
    return await inFile(file, async () => {
      const format = await detectFormat(source);
      const content = await readers[format](source);
      checkDepth(content);
      return {
        file,
        format,
        content,
        get: (key) => dictOf(content)?.get(key),
        bytes: source.size,
        close: () => source.close(),
        [Symbol.asyncDispose]: () => source.close(),
      };
    });
  } catch (error) {
    await source.close();
    throw error;
  }
}

const readers: Readonly<Record<CheckpointFormat, (source: ByteSource) => Promise<CheckpointValue>>> = {
  zip: readZipCheckpoint,
  legacy: readLegacyCheckpoint,
  safetensors: readSafetensorsContent,
};

async function detectFormat(source: ByteSource): Promise<CheckpointFormat> {
  const head = Buffer.from((await source.read(0, Math.min(16, source.size))).buffer);
  if (head.length === 0) throw new CheckpointError('MMA_CHECKPOINT_CORRUPT', 'the file is empty');
  if (head.length >= 4 && head.readUInt32LE() === 0x04034b50) return 'zip';
  if (head[0] === 0x80) return 'legacy';
  if (head.length > 8 && head[8] === 0x7b) return 'safetensors';
  throw new CheckpointError('MMA_CHECKPOINT_FORMAT', 'the file is neither a PyTorch checkpoint nor .safetensors', {
    hint: 'a page saved from a browser or a Git LFS pointer often hides behind the name: look at the file',
  });
}
