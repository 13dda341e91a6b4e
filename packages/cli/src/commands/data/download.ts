import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { downloadFile, downloadLines } from '@mma/checkpoint';
import { closestName } from '@mma/config';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../../command.js';
import { type PublicDataset, publicDatasets } from '../../data/public-datasets.js';
import { unzip } from '../../data/unzip.js';
import { CliError, UsageError } from '../../errors.js';
import { createProgress } from '../../output/progress.js';
import { TERMINAL, type Terminal } from '../../output/terminal.js';
import type { DataDownloadOptions } from '../../specs/data/download.js';

/** `mma data download DATASET` */
@injectable()
export class DataDownloadCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name]: readonly string[], { out, sha256 }: DataDownloadOptions): Promise<undefined> {
    const { folder, dataset } = find(name!);
    if (sha256 !== undefined && dataset.files.length > 1) {
      throw new UsageError(`--sha256 is for one archive; ${name} is ${dataset.files.length} files.`);
    }
    for (const { url, to, unpack } of dataset.files) {
      const place = join(out, folder, to);
      if (existsSync(place)) this.terminal.error(`${place} is there already.`);
      else if (unpack === undefined) await this.#download(url, place);
      else await this.#unpack({ url, place, flat: unpack === 'zip-flat', sha256 });
    }
    this.terminal.print(
      `${dataset.description[0]!.toUpperCase()}${dataset.description.slice(1)}: in ${join(out, folder)}.`,
    );
    if (dataset.next !== '') this.terminal.print(dataset.next);
    return undefined;
  }

  async #download(url: string, file: string): Promise<void> {
    const bar = this.terminal.isInteractive ? createProgress(basename(file), this.terminal) : undefined;
    const lines = downloadLines((line) => this.terminal.error(line));
    await downloadFile(url, file, {
      onProgress: bar ? ({ received, total }) => bar.update(received, total ?? received) : lines,
      onWait: (place) => this.terminal.error(`Waiting for another process that downloads ${place}`),
    }).finally(() => bar?.stop());
  }

  async #unpack(job: { url: string; place: string; flat: boolean; sha256: string | undefined }): Promise<void> {
    const { url, place, flat, sha256 } = job;
    // Kept until it is unpacked, so that a run that was stopped goes on from it.
    const archive = `${place}.zip`;
    await this.#download(url, archive);
    const found = await hashOf(archive);
    if (sha256 !== undefined && sha256 !== found) {
      await rm(archive);
      throw new CliError('MMA_CLI_ARCHIVE', `${url} has the SHA-256 ${found}, and ${sha256} was asked for`, {
        hint: 'It is another archive, or it was damaged on the way: check the address and the hash, then try again.',
      });
    }
    const progress = createProgress('unpacking', this.terminal);
    const files = await unzip(archive, place, { flat, onProgress: progress.update }).finally(progress.stop);
    await rm(archive);
    this.terminal.error(`Unpacked ${files} files to ${place} (SHA-256 of the archive: ${found}).`);
  }
}

function find(name: string): { folder: string; dataset: PublicDataset } {
  if (/^https?:\/\//i.test(name)) {
    const file = basename(new URL(name).pathname);
    if (!/\.zip$/i.test(file)) {
      throw new UsageError(
        `${name} is not the address of a zip archive.`,
        'Download other files yourself, or give one that ends in .zip.',
      );
    }
    const dataset: PublicDataset = { description: file, files: [{ url: name, to: '.', unpack: 'zip' }], next: '' };
    return { folder: file.slice(0, -'.zip'.length), dataset };
  }
  const dataset = Object.hasOwn(publicDatasets, name) ? publicDatasets[name] : undefined;
  if (dataset) return { folder: name, dataset };
  const closest = closestName(name, Object.keys(publicDatasets));
  throw new UsageError(
    `There is no dataset '${name}' to download.`,
    `${closest === undefined ? '' : `Did you mean ${closest}? `}There are ${Object.keys(publicDatasets).join(', ')}; tools/data/ has instructions for others.`,
  );
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
