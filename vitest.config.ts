import { defineConfig } from 'vitest/config';

const shared = {
  // One process a test file: native libraries keep per-process state.
  pool: 'forks' as const,
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './tools/vitest-summary.ts'],
    projects: [
      'packages/*',
      { test: { ...shared, name: 'tools', root: 'tools', include: ['**/*.test.ts'] } },
    ],
    ...shared,
  },
});
