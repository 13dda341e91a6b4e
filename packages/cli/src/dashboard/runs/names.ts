import { dirname, relative, sep } from 'node:path';

/** Names of work dirs: their paths from the folder that all of them are in. */
export function shortNames(workDirs: readonly string[]): Map<string, string> {
  const [first = '', ...others] = workDirs.map((dir) => dirname(dir));
  const common = others.reduce((base, dir) => {
    const parts = dir.split(sep);
    const end = base.findIndex((part, index) => part !== parts[index]);
    return end === -1 ? base : base.slice(0, end);
  }, first.split(sep));
  const base = common.join(sep) || sep;
  return new Map(workDirs.map((dir) => [dir, relative(base, dir) || dir]));
}
