import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// `vitest run --root ../..` in a package's folder leaves the working directory there.
const packages = readdirSync(fileURLToPath(new URL('packages', import.meta.url)));
const projects = [
  ...packages.map((name) => ({ name: `@mma/${name}`, root: `packages/${name}` })),
  { name: 'tools', root: 'tools' },
  { name: 'examples', root: 'examples' },
];

export default defineConfig({
  test: {
    maxWorkers: 2,
    globalSetup: ['./tools/temp-folder.ts', './tools/native-setup.ts'],
    reporters: ['default', './tools/vitest-summary.ts'],
    projects: projects.map(({ name, root }) => ({
      test: {
        name,
        root,
        include: ['**/*.test.ts'],
        exclude: ['**/dist/**', '**/node_modules/**'],
        // One process a test file: native libraries keep per-process state.
        pool: 'forks' as const,
        // Only what hangs may meet these: the machine may have other work.
        testTimeout: 240_000,
        hookTimeout: 240_000,
        // Other packages are Node's own modules here, as for users: worker threads and user modules meet the same instances.
        server: { deps: { external: [/\/packages\/[^/]+\/dist\//] } },
      },
    })),
  },
});
