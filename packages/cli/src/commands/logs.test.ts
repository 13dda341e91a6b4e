import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mmaHere } from '../testing/run-here.js';

const run = join(import.meta.dirname, '..', '..', '..', 'visualization', 'fixtures', 'mmengine_scalars.json');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-logs-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('mma logs', () => {
  test('summary sums up a run', async () => {
    const { stdout, code } = await mmaHere(folder, ['logs', 'summary', run]);
    expect(code).toBe(0);
    expect(stdout).toContain('done       3 epochs, 24 iterations\n');
    expect(stdout).toContain('time       2.113 s an iteration, 3 % of it waiting for data\n');
    expect(stdout).toContain('acc/top1   best 0.5 (step 1), last 0.5\n');
    const json = await mmaHere(folder, ['logs', 'summary', run, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject([{ iterations: 24, best: { 'acc/top5': { value: 1 } } }]);
  });

  test('compare puts runs side by side', async () => {
    const { stdout } = await mmaHere(folder, ['logs', 'compare', run, run]);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^run +epochs +iterations +loss +time +acc\/top1 /);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/^fixtures +3 +24 +1\.005 +2\.113 s +0\.5 @1 /);
  });

  test('plot draws in the terminal, or a file', async () => {
    const here = await mmaHere(folder, ['logs', 'plot', run, '--keys', 'loss']);
    expect(here.stdout).toMatch(/^loss\n {2}1\.74 ┤/);
    const { stderr } = await mmaHere(folder, ['logs', 'plot', run, '--out', 'charts/run.svg', '--title', 'My run']);
    expect(stderr).toBe('wrote charts/run.svg\n');
    expect(await readFile(join(folder, 'charts', 'run.svg'), 'utf8')).toContain('My run');
  });

  test('says what is wrong', async () => {
    const nothing = await mmaHere(folder, ['logs', 'summary', 'nowhere']);
    expect(nothing.code).toBe(1);
    expect(nothing.stderr).toMatch(/nowhere holds no scalars of a run\nhint: .*work dir/);
    const key = await mmaHere(folder, ['logs', 'plot', run, '--keys', 'los']);
    expect(key.stderr).toMatch(/named los\nhint: .*loss/);
    const format = await mmaHere(folder, ['logs', 'plot', run, '--out', 'a.gif']);
    expect(format.stderr).toContain('.svg, .png, .html');
  });
});
