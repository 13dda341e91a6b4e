import { createRequire } from 'node:module';

/** The version of `@mma/cli`. */
export const version: string = (createRequire(import.meta.url)('@mma/cli/package.json') as { version: string }).version;
