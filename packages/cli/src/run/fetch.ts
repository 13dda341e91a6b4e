import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { downloadLines, fetchCheckpoint } from '@mma/checkpoint';
import { CliError, UsageError } from '../errors.js';
import { createProgress } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';

/** The file of a checkpoint that is named by path or address; a download shows its progress. */
export async function openInput(name: string, terminal: Terminal): Promise<string> {
  const bar = terminal.isInteractive ? createProgress(basename(name), terminal) : undefined;
  const lines = downloadLines((line) => terminal.error(line));
  const file = await fetchCheckpoint(name, {
    onProgress: bar ? ({ received, total }) => bar.update(received, total ?? received) : lines,
    onWait: (place) => terminal.error(`Waiting for another process that downloads ${place}`),
  }).finally(() => bar?.stop());
  if (!existsSync(file)) {
    throw new CliError('MMA_CLI_INPUT', `there is no checkpoint ${file}`, {
      hint: 'a run leaves its checkpoints in its work dir: work_dirs/<config>/epoch_10.pth',
    });
  }
  return file;
}

/** @throws UsageError when something would be written over that is to stay */
export function checkOutput(
  out: string,
  { inputs, force }: { inputs: readonly string[]; force?: true | undefined },
): void {
  if (inputs.some((input) => resolve(input) === resolve(out))) {
    throw new UsageError(`${out} is read and cannot be written.`, 'Choose another name.');
  }
  if (existsSync(out) && !force) throw new UsageError(`${out} exists.`, 'Give --force to write over it.');
}
