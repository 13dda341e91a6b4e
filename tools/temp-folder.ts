import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Before any test: the system's folder for temporary files becomes one of this run's own, for the tests and for all that they start.
 * It goes with everything in it when the run ends, however it ends, so that no test has to tidy up after a failure.
 */
export function setup(): void {
  const folder = mkdtempSync(join(tmpdir(), 'mma-tests-'));
  for (const variable of ['TMPDIR', 'TMP', 'TEMP']) process.env[variable] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
