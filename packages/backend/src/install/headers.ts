import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The folder to give node-gyp as `--nodedir`, with Node's headers in `include/node`; undefined lets node-gyp
 * download them. Node-API is stable, so headers of another Node version serve as well.
 */
export function nodeHeadersDir(execPath = process.execPath): string | undefined {
  const prefix = resolve(dirname(execPath), '..');
  const candidates = [
    prefix,
    // The npm package `node` keeps its headers in a package of the platform.
    join(prefix, 'node_modules', `node-${process.platform}-${process.arch}`),
    resolve(prefix, '..', `node-${process.platform}-${process.arch}`),
    process.env['npm_config_nodedir'],
    '/usr',
    '/usr/local',
  ];
  return candidates.find((folder) => folder && existsSync(join(folder, 'include', 'node', 'node_api.h')));
}
