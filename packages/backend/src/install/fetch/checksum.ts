import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { BackendError } from '../../backend-error.js';

export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** @throws BackendError `MMA_BACKEND_CHECKSUM` when the file is not the expected one. */
export async function verify(file: string, expected: string): Promise<void> {
  const actual = await sha256(file);
  if (actual !== expected) {
    throw new BackendError(
      'MMA_BACKEND_CHECKSUM',
      `${file} has SHA-256 ${actual}, expected ${expected}; it is not used`,
      'A mirror may serve a different build. Fetch the file elsewhere, or point MMA_LIBTENSORFLOW at a folder with libtensorflow.',
    );
  }
}
