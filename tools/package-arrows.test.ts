import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../packages/', import.meta.url));

/** Who may import whom. Biome refuses an import that package.json does not declare; this test guards what package.json declares. */
const arrows: Record<string, readonly string[]> = {
  config: [],
  checkpoint: [],
  video: [],
  backend: [],
  nn: ['backend'],
  engine: ['config', 'checkpoint', 'backend', 'nn'],
  'action-datasets': ['config', 'video', 'engine'],
  'action-models': ['backend', 'nn', 'engine'],
  visualization: ['video', 'engine'],
  cli: [
    'config',
    'checkpoint',
    'video',
    'backend',
    'nn',
    'engine',
    'action-datasets',
    'action-models',
    'visualization',
  ],
};

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

test('every package is on the floor plan', () => {
  expect(readdirSync(packages).sort()).toEqual(Object.keys(arrows).sort());
});

test.each(Object.entries(arrows))('%s depends on no package that the floor plan does not allow', (name, allowed) => {
  const manifest = readJson(`${packages}${name}/package.json`);
  const dependencies = Object.keys({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.peerDependencies,
  });
  const workspace = dependencies
    .filter((dependency) => dependency.startsWith('@mma/'))
    .map((dependency) => dependency.slice(5));
  expect(allowed).toEqual(expect.arrayContaining(workspace));
});

test.each(Object.keys(arrows))("%s's TypeScript references are its dependencies", (name) => {
  const dependencies = Object.keys(readJson(`${packages}${name}/package.json`).dependencies ?? {});
  const references = (readJson(`${packages}${name}/tsconfig.json`).references ?? []) as { path: string }[];
  expect(references.map(({ path }) => path.replace('../', '@mma/')).sort()).toEqual(
    dependencies.filter((dependency) => dependency.startsWith('@mma/')).sort(),
  );
});
