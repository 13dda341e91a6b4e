import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { UsageError } from '../errors.js';

/**
 * Fetches a video into `folder`, written beside and renamed.
 *
 * @returns the file
 * @throws UsageError when the address does not answer with a file
 */
export async function downloadVideo(address: string, folder: string): Promise<string> {
  const file = join(folder, basename(new URL(address).pathname) || 'video');
  const part = `${file}.part`;
  await mkdir(folder, { recursive: true });
  try {
    const response = await fetch(address);
    if (!response.ok || !response.body)
      throw new Error(`the server answered ${response.status} ${response.statusText}`);
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(part));
    await rename(part, file);
    return file;
  } catch (error) {
    await rm(part, { force: true });
    const { message, cause } = error as Error;
    throw new UsageError(`${address} cannot be fetched: ${cause instanceof Error ? cause.message : message}`);
  }
}
