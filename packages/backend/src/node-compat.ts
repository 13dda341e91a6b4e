import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Gives `util` back the two helpers that Node 23 removed and that tfjs-node's kernels still call.
 * Must run before those kernels do.
 */
export function restoreRemovedUtilFunctions(): void {
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}
