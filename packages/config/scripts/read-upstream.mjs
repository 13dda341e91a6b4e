// Reads every `.py` config of a checkout of MMAction2, and compares those that a file of resolved configs names.
//
//   node packages/config/scripts/read-upstream.mjs CHECKOUT [RESOLVED.json]
//
// RESOLVED.json maps paths in the checkout to values, as MMEngine resolves them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { diffConfigs, loadConfig } from '../dist/index.js';

const [checkout, resolvedFile] = process.argv.slice(2);
if (!checkout) throw new Error('usage: read-upstream.mjs CHECKOUT [RESOLVED.json]');
const resolved = resolvedFile ? JSON.parse(readFileSync(resolvedFile, 'utf8')) : {};

const files = ['configs', 'mmaction/configs', 'demo/demo_configs', 'projects'].flatMap((folder) =>
  readdirSync(join(checkout, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith('.py') && (folder !== 'projects' || name.includes('/configs/'))),
);

let read = 0;
let equal = 0;
const start = performance.now();
for (const name of files) {
  try {
    const config = await loadConfig(join(checkout, name));
    read++;
    if (!(name in resolved)) continue;
    if (isDeepStrictEqual(config.toJSON(), resolved[name])) equal++;
    else console.log(`${name}: differs\n${JSON.stringify(diffConfigs(resolved[name], config), null, 1)}`);
  } catch (error) {
    if (typeof error?.code !== 'string') throw error;
    console.log(`${error.code} ${error.message.replaceAll(`${checkout}/`, '')}${error.hint ? ` (${error.hint})` : ''}`);
  }
}
const missing = Object.keys(resolved).filter((name) => !files.includes(name));
console.log(`${read} of ${files.length} files read in ${Math.round(performance.now() - start)} ms`);
console.log(
  `${equal} of ${Object.keys(resolved).length} equal to the resolved values; not in the checkout: ${missing.length}`,
);
