import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { downloadFile } from '@mma/checkpoint';
import { CliError } from '../errors.js';

/**
 * Fetches a video into `folder`. Each address has its own place there.
 *
 * @returns the file
 * @throws CliError `MMA_CLI_INPUT` when the address does not answer with a file
 */
export async function downloadVideo(address: string, folder: string): Promise<string> {
  const key = createHash('sha256').update(address).digest('hex').slice(0, 12);
  const file = join(folder, key, basename(new URL(address).pathname) || 'video');
  try {
    await downloadFile(address, file);
    return file;
  } catch (error) {
    const reason = (error as Error).message;
    throw new CliError('MMA_CLI_INPUT', `${address} cannot be fetched: ${reason}`, { cause: error });
  }
}
