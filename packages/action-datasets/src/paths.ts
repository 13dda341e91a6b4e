import { isAbsolute, join } from 'node:path';

/** A path of a config or an annotation file: from `folder`, unless it is absolute already. */
export function under(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}
