import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Gives `util` two helpers that tfjs-node's kernels still call: Node 23 removed one, and the other warns on use.
 * Must run before those kernels do.
 */
export function restoreRemovedUtilFunctions(): void {
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] = (value: unknown) => value === null || value === undefined;
  util['isArray'] = Array.isArray;
}
