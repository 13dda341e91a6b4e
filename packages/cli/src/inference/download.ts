import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { CliError } from '../errors.js';

/**
 * Fetches a video into `folder`, written beside and renamed. Each address has its own place there.
 *
 * @returns the file
 * @throws CliError `MMA_CLI_INPUT` when the address does not answer with a file
 */
export async function downloadVideo(address: string, folder: string): Promise<string> {
  const key = createHash('sha256').update(address).digest('hex').slice(0, 12);
  const file = join(folder, `${key}-${basename(new URL(address).pathname) || 'video'}`);
  const part = `${file}.${process.pid}.part`;
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
    const reason = cause instanceof Error ? cause.message : message;
    throw new CliError('MMA_CLI_INPUT', `${address} cannot be fetched: ${reason}`, { cause: error });
  }
}
