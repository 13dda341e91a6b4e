import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { hashOfFile } from '../fetch/cache.js';
import { writeError } from '../files/replace-file.js';
import { type ConvertOptions, convertCheckpoint } from './convert.js';

/**
 * Write the part of a checkpoint that others need, its weights and `meta`, with the first 8 digits of its SHA-256 in the
 * name: `tsn.pth` becomes `tsn-1a2b3c4d.pth`. Everything that only serves to go on training is left out.
 *
 * @returns the file, and the paths of what was left out
 * @throws CheckpointError as `convertCheckpoint` does
 */
export async function publishCheckpoint(
  input: string,
  output: string,
  { keys = ['meta'], dtype }: ConvertOptions = {},
): Promise<{ file: string; left: string[] }> {
  const extension = extname(output);
  const stem = basename(output, extension);
  const beside = join(dirname(output), `.${stem}.${process.pid}.${randomBytes(4).toString('hex')}${extension}`);
  try {
    const left = await convertCheckpoint(input, beside, { keys, dtype });
    const file = join(dirname(output), `${stem}-${(await hashOfFile(beside)).slice(0, 8)}${extension}`);
    await rename(beside, file).catch((error: unknown) => {
      throw writeError(file, error);
    });
    return { file, left };
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
