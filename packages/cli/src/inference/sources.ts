import { stat } from 'node:fs/promises';
import { extname, isAbsolute, join } from 'node:path';
import { VIDEO_EXTENSIONS } from '@mma/action-datasets';
import { glob, isDynamicPattern } from 'tinyglobby';
import { CliError } from '../errors.js';
import { downloadVideo } from './download.js';

/** A video that an argument stands for. */
export interface Source {
  file: string;
  /** What people know it by: the file, or the address that it was fetched from. */
  name: string;
}

/**
 * The videos that the arguments of `mma infer` stand for, in order: files as they are, the videos inside folders,
 * what globs match, and downloads of http(s) addresses (into `downloads`).
 *
 * @throws CliError `MMA_CLI_INPUT` for an argument that stands for no video
 */
export async function findVideos(inputs: readonly string[], downloads: string): Promise<Source[]> {
  const found: Source[] = [];
  for (const input of inputs) {
    if (/^https?:\/\//i.test(input)) found.push({ file: await downloadVideo(input, downloads), name: input });
    else found.push(...(await expand(input)).map((file) => ({ file, name: file })));
  }
  return found;
}

async function expand(input: string): Promise<string[]> {
  const info = await stat(input).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw noVideo(`${input} cannot be read: ${error.message}`);
  });
  if (info?.isFile()) return [input];
  if (info?.isDirectory()) {
    const files = (await glob('**/*', { cwd: input, onlyFiles: true })).filter(isVideo).sort();
    if (files.length > 0) return files.map((file) => join(input, file));
    throw noVideo(
      `There is no video in the folder ${input}.`,
      `Files that end in ${[...VIDEO_EXTENSIONS].join(', ')} are taken.`,
    );
  }
  if (isDynamicPattern(input)) {
    const files = (await glob(input, { onlyFiles: true, absolute: isAbsolute(input) })).filter(isVideo).sort();
    if (files.length > 0) return files;
    throw noVideo(`No video matches ${input}.`);
  }
  throw noVideo(
    `There is no file or folder ${input}.`,
    'Give video files, folders, globs (in quotes) or http(s) addresses.',
  );
}

function isVideo(file: string): boolean {
  return VIDEO_EXTENSIONS.has(extname(file).toLowerCase());
}

function noVideo(message: string, hint?: string): CliError {
  return new CliError('MMA_CLI_INPUT', message, { hint });
}
