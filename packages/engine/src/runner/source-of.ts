import { relative } from 'node:path';
import type { Config } from '@mma/config';
import type { ConfigPlace } from '../registry/issues.js';

/** Where a value was written, as messages show it: `configs/x.json:12`. */
export function sourceOf(config: Config): (path: string) => string | undefined {
  return (path) => {
    const origin = config.origin(path);
    if (origin === undefined) return undefined;
    const file = origin.file.startsWith('--') ? origin.file : relative(process.cwd(), origin.file);
    return origin.line === undefined ? file : `${file}:${origin.line}`;
  };
}

/** What all components of a config share: where their values were written, and the scope of bare type names. */
export function placeOf(config: Config): Pick<ConfigPlace, 'source' | 'scope'> {
  const scope = config.get('default_scope');
  return { source: sourceOf(config), ...(typeof scope === 'string' ? { scope } : {}) };
}
