import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const packages = readdirSync('packages').map((name) => ({ name: `@mma/${name}`, root: `packages/${name}` }));

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './tools/vitest-summary.ts'],
    projects: [...packages, { name: 'tools', root: 'tools' }].map(({ name, root }) => ({
      test: {
        name,
        root,
        include: ['**/*.test.ts'],
        exclude: ['**/dist/**', '**/node_modules/**'],
        // One process a test file: native libraries keep per-process state.
        pool: 'forks' as const,
        testTimeout: 60_000,
        hookTimeout: 120_000,
        // Other packages are Node's own modules here, as for users: worker threads and user modules meet the same instances.
        server: { deps: { external: [/\/packages\/[^/]+\/dist\//] } },
      },
    })),
  },
});
