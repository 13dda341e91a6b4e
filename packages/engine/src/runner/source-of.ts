import { relative } from 'node:path';
import type { Config } from '@mma/config';

/** Where a value was written, as messages show it: `configs/x.json:12`. */
export function sourceOf(config: Config): (path: string) => string | undefined {
  return (path) => {
    const origin = config.origin(path);
    if (origin === undefined) return undefined;
    const file = origin.file.startsWith('--') ? origin.file : relative(process.cwd(), origin.file);
    return origin.line === undefined ? file : `${file}:${origin.line}`;
  };
}
