import { existsSync } from 'node:fs';
import type { DownloadOnceOptions } from './download-once.js';

export type DownloadFileOptions = Omit<DownloadOnceOptions, 'signal'>;

/**
 * Downloads any file, unless it is there: a broken connection is taken up where it broke, at once or in a later run; two processes
 * that want the same file download it once; the file appears under its name only whole. `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` are heeded.
 *
 * @throws CheckpointError `MMA_CHECKPOINT_DOWNLOAD` where it cannot be had, `MMA_CHECKPOINT_HASH` where its name ends in a hash
 * (`name-1a2b3c4d.zip`) that is not its own
 */
export async function downloadFile(url: string, file: string, options: DownloadFileOptions = {}): Promise<void> {
  if (existsSync(file)) return;
  // Loaded here, because those who read files of their own need no network.
  const { downloadOnce } = await import('./download-once.js');
  await downloadOnce(url, file, options);
}
