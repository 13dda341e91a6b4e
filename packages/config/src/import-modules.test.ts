import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { importModules } from './import-modules.js';

let folder: string;
const packageFile = () => join(folder, 'packages/registry/index.js');

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'config-import-')));
  vi.stubEnv('MMA_CACHE_DIR', join(folder, 'cache'));
  await write({
    // As in a workspace, the package lies outside node_modules and is linked in.
    'packages/registry/package.json':
      '{"name": "@test/registry", "type": "module", "exports": {".": {"types": "./index.d.ts", "default": "./index.js"}}}',
    'packages/registry/index.js':
      'export const registered = [];\nexport class BaseHead { greet() { return "hello"; } }\n' +
      'export const HEADS = { register: (options = {}) => (target) => { registered.push([options.name ?? target.name, target]); } };\n',
    'node_modules/plain/package.json': '{"name": "plain", "type": "module", "main": "index.js"}',
    'node_modules/plain/index.js':
      'import { HEADS } from "@test/registry";\nHEADS.register({ name: "Plain" })(class {});\n',
  });
  await mkdir(join(folder, 'node_modules/@test'), { recursive: true });
  await symlink(join(folder, 'packages/registry'), join(folder, 'node_modules/@test/registry'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true });
});

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

interface RegistryPackage {
  registered: [string, new (...args: unknown[]) => { greet(): string }][];
}

/** The package as Node itself loads it; `import()` in a test file would go through the test runner. */
function host(): RegistryPackage {
  return createRequire(import.meta.url)(packageFile()) as RegistryPackage;
}

const HEAD = `
import { BaseHead, HEADS } from '@test/registry';
import { size } from './size.js';

@HEADS.register()
export class MyHead extends BaseHead {
  static readonly options: { size: number } = { size };
  constructor(private readonly name: string) { super(); }
  override greet(): string { return super.greet() + ' ' + this.name; }
}
`;

test("a decorated TypeScript class registers in the host's own instance of a package", async () => {
  await write({ 'user/my-head.ts': HEAD, 'user/size.ts': 'export const size: number = 3;\n' });
  const { registered } = host();
  await importModules(['./my-head.ts'], join(folder, 'user'));
  expect(registered.map(([name]) => name)).toEqual(['MyHead']);
  const MyHead = registered[0]![1];
  expect(new MyHead('there').greet()).toBe('hello there');
});

test('a module runs once, however it is asked for', async () => {
  await write({
    'user/my-head.ts': HEAD,
    'user/size.ts': 'export const size = 3;\n',
    'user/config.ts': 'export default {};\n',
  });
  const { registered } = host();
  await importModules(['my-head.ts', './my-head', join(folder, 'user/my-head.ts')], join(folder, 'user/config.ts'));
  await importModules(['./my-head.ts'], join(folder, 'user'));
  expect(registered).toHaveLength(1);
});

test('packages are looked up from the config', async () => {
  const { registered } = host();
  await importModules(['plain'], join(folder, 'user/config.ts'));
  expect(registered.map(([name]) => name)).toEqual(['Plain']);
});

test('what is not there is said, with the closest file', async () => {
  await write({ 'user/my-head.ts': HEAD });
  await expect(importModules(['./my_haed.ts'], join(folder, 'user'))).rejects.toMatchObject({
    code: 'MMA_CONFIG_MODULE',
    hint: `did you mean ${join(folder, 'user/my-head.ts')}?`,
  });
  await expect(importModules(['no-such-package'], join(folder, 'user'))).rejects.toThrow(
    'names the package no-such-package, which is not installed',
  );
});

test('a module that fails names its own line', async () => {
  await write({ 'user/bad.ts': "\nthrow new Error('no luck');\n" });
  await expect(importModules(['./bad.ts'], join(folder, 'user'))).rejects.toThrow(
    `${join(folder, 'user/bad.ts')}:2: Error: no luck`,
  );
});
