import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

test('tests and the programs that they start keep temporary files in a folder of the run', () => {
  expect(basename(tmpdir())).toMatch(/^mma-tests-/);
  const ofChild = execFileSync(process.execPath, ['--print', 'os.tmpdir()'], { encoding: 'utf8' }).trim();
  expect(ofChild).toBe(tmpdir());
});

test('nothing is left of the folder when the run ends, be it with an error', () => {
  const script = join(mkdtempSync(join(tmpdir(), 'run-')), 'run.mts');
  writeFileSync(
    script,
    `import { writeFileSync } from 'node:fs';
    import { tmpdir } from 'node:os';
    import { setup } from ${JSON.stringify(new URL('temp-folder.ts', import.meta.url).href)};
    setup();
    writeFileSync(tmpdir() + '/left.txt', 'left');
    process.stdout.write(tmpdir());
    process.exit(process.argv[2]);`,
  );
  for (const code of [0, 1]) {
    const folder = endOf(script, code);
    expect(basename(folder)).toMatch(/^mma-tests-/);
    expect(existsSync(folder)).toBe(false);
  }
});

/** What the script prints before it ends with `code`. */
function endOf(script: string, code: number): string {
  const { stdout, status } = spawnSync(process.execPath, [script, String(code)], { encoding: 'utf8' });
  expect(status).toBe(code);
  return stdout;
}
