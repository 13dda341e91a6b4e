import { extname } from 'node:path';
import { CheckpointError } from '../errors.js';
import { replaceFile } from '../files/replace-file.js';
import { dtypes } from '../tensors/dtype.js';
import { elementCount, isTensorData, type LazyTensor, type TensorData, tensorBytes } from '../tensors/tensor.js';

export interface WriteSafetensorsOptions {
  /** Text kept in the header, such as `{ format: 'pt' }`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

type Tensors = ReadonlyMap<string, TensorData | LazyTensor>;

/**
 * Write tensors as `.safetensors`, in their order. The file is written beside, flushed and renamed.
 *
 * @throws CheckpointError where a tensor's type has no place in the format (complex, `fnuz`), or the file cannot be written.
 */
export async function writeSafetensors(
  file: string,
  tensors: Tensors,
  options: WriteSafetensorsOptions = {},
): Promise<void> {
  if (extname(file) !== '.safetensors') {
    throw new CheckpointError('MMA_CHECKPOINT_FORMAT', `${file}: the name does not end in .safetensors`, {
      hint: 'writeCheckpoint writes .pth files',
    });
  }
  const header = headerOf(tensors, options.metadata);
  await replaceFile(file, async (sink) => {
    await sink.write(header);
    for (const [name, tensor] of tensors) {
      const { data } = isTensorData(tensor) ? tensor : await tensor.read();
      await sink.write(tensorBytes({ dtype: tensor.dtype, shape: tensor.shape, data }, name));
    }
  });
}

/** The header's length and the header, padded with spaces so that the tensors start at a multiple of 8 bytes. */
function headerOf(tensors: Tensors, metadata: WriteSafetensorsOptions['metadata']): Buffer {
  let end = 0;
  const entries = [...tensors].map(([name, { dtype, shape }]) => {
    const type = dtypes[dtype].safetensors;
    if (type === undefined || name === '__metadata__') {
      const what = type === undefined ? `a ${dtype} tensor` : 'a tensor of that name';
      throw new CheckpointError('MMA_CHECKPOINT_CONTENT', `${name}: ${what} has no place in .safetensors`, {
        hint: 'write a .pth file instead',
      });
    }
    const begin = end;
    end += elementCount(shape) * dtypes[dtype].bytes;
    return `${JSON.stringify(name)}:${JSON.stringify({ dtype: type, shape, data_offsets: [begin, end] })}`;
  });
  if (metadata !== undefined) entries.unshift(`"__metadata__":${JSON.stringify(metadata)}`);
  const json = Buffer.from(`{${entries.join(',')}}`, 'utf8');
  const length = Math.ceil(json.length / 8) * 8;
  const header = Buffer.alloc(8 + length, ' ');
  header.writeBigUInt64LE(BigInt(length), 0);
  json.copy(header, 8);
  return header;
}
