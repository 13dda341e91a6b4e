import { main } from '../main.js';
import type { Finished } from './run-mma.js';

/** Runs `mma` in this process and in `folder`: quicker than `mma`, for commands that keep nothing in the process. */
export async function mmaHere(folder: string, args: readonly string[]): Promise<Finished> {
  const printed: string[] = [];
  const errors: string[] = [];
  const before = process.cwd();
  process.chdir(folder);
  try {
    const code = await main(args, {
      print: (text) => printed.push(`${text}\n`),
      error: (text) => errors.push(`${text}\n`),
      style: (_style, text) => text,
      isInteractive: false,
    });
    return { code, stdout: printed.join(''), stderr: errors.join('') };
  } finally {
    process.chdir(before);
  }
}
