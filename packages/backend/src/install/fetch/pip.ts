import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type PinnedWheel, tagsOf } from '../pins/pinned-wheel.js';
import { run, tail } from '../run.js';
import type { OnProgress } from './progress.js';

const PYTHONS: readonly (readonly string[])[] = [['python3'], ['python'], ['py', '-3']];
const WATCH_MS = 500;

async function findPip(): Promise<readonly string[]> {
  for (const python of PYTHONS) {
    const pip = [...python, '-m', 'pip'];
    const found = await run(pip[0]!, [...pip.slice(1), '--version']).catch(() => undefined);
    if (found?.code === 0) return pip;
  }
  throw new Error('no Python with pip was found');
}

async function largestFile(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => [] as string[]);
  const sizes = entries.map((entry) =>
    stat(join(folder, entry))
      .then((info) => info.size)
      .catch(() => 0),
  );
  return Math.max(0, ...(await Promise.all(sizes)));
}

/** Fetches a wheel through pip, under the user's own pip configuration; resolves to the file in `folder`. */
export async function fetchWithPip(wheel: PinnedWheel, folder: string, onProgress: OnProgress): Promise<string> {
  const pip = await findPip();
  // pip writes into its temporary folder first; kept inside ours, its growth can be watched.
  const temporary = join(folder, 'pip');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  const watch = setInterval(
    () => largestFile(temporary).then((size) => onProgress(Math.min(size, wheel.size), wheel.size)),
    WATCH_MS,
  );
  const args = ['download', '--no-deps', '--only-binary=:all:', '--implementation', 'cp', '--dest', folder];
  const { pythonVersion, abi, platform } = tagsOf(wheel);
  const tags = ['--python-version', pythonVersion, '--abi', abi, '--platform', platform];
  const requirement = `${wheel.project}==${wheel.version}`;
  try {
    const result = await run(pip[0]!, [...pip.slice(1), ...args, ...tags, requirement], { TMPDIR: temporary });
    if (result.code !== 0) throw new Error(`pip failed: ${reason(result.output)}`);
  } finally {
    clearInterval(watch);
  }
  const names = await readdir(folder);
  if (!names.includes(wheel.fileName)) {
    const start = `${wheel.project.replaceAll('-', '_')}-`;
    throw new Error(`pip fetched ${names.filter((name) => name.startsWith(start)).join(', ')}, not ${wheel.fileName}`);
  }
  onProgress(wheel.size, wheel.size);
  return join(folder, wheel.fileName);
}

/** pip's own summary; its warnings before it repeat every attempt. */
function reason(output: string): string {
  const errors = output.match(/^ERROR: .*$/gm);
  return errors === null ? tail(output, 4) : errors.map((line) => line.slice('ERROR: '.length)).join('; ');
}
