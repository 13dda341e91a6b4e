import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { CliError } from '../errors.js';
import { makeFolder } from '../output/write-file.js';

/**
 * A name for what is made of each video: the video's own, without extension; where two videos share it, all keep as much of
 * their folders as tells them apart (`waving/000`, `clapping/000`); and where they differ in extension alone, that too.
 */
export function outputNames(videos: readonly string[]): string[] {
  const paths = videos.map((video) => resolve(video));
  const shared = sharedFolder(paths);
  const candidates = [
    paths.map((path) => withoutExtension(relative(dirname(path), path))),
    paths.map((path) => withoutExtension(relative(shared, path))),
    paths.map((path) => relative(shared, path)),
  ];
  return candidates.find((names) => new Set(names).size === new Set(paths).size) ?? candidates.at(-1)!;
}

/**
 * Where what is made of each video goes, in a folder that is made for it.
 *
 * @throws CliError `MMA_CLI_WRITE` where that is a video that was given, or the folder cannot be made
 */
export async function placeOutputs(
  videos: readonly string[],
  { folder, format, option }: { folder: string; format: string; option: string },
): Promise<string[]> {
  const outputs = outputNames(videos).map((name) => join(folder, `${name}.${format}`));
  const inputs = new Set(videos.map((video) => resolve(video)));
  const clash = outputs.find((output) => inputs.has(resolve(output)));
  if (clash !== undefined) {
    throw new CliError('MMA_CLI_WRITE', `${option} ${folder} would overwrite the video ${clash}.`, {
      hint: 'Choose another folder.',
    });
  }
  await makeFolder(folder);
  return outputs;
}

/** The deepest folder that holds all files. */
function sharedFolder(files: readonly string[]): string {
  let shared = dirname(files[0] ?? '.');
  while (!files.every((file) => file.startsWith(shared.endsWith(sep) ? shared : shared + sep)))
    shared = dirname(shared);
  return shared;
}

function withoutExtension(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}
