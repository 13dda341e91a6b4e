import { describe, expect, test } from 'vitest';
import { commands } from './commands.js';
import { mma, startMma } from './testing/run-mma.js';
import { version } from './version.js';

const ESCAPE = '\u001b[';

describe('help', () => {
  test('names every command', async () => {
    const { code, stdout, stderr } = await mma(['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const { name } of commands) expect(stdout).toContain(`\n  ${name.split(' ')[0]}`);
  });

  test.each(commands)('of $name tells its arguments, options and examples', async (spec) => {
    const { code, stdout } = await mma([...spec.name.split(' '), '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: mma ${spec.name}`);
    for (const { usage } of spec.arguments) expect(stdout).toContain(usage);
    for (const { flags } of spec.options) expect(stdout).toContain(flags);
    for (const example of spec.examples) expect(stdout).toContain(`$ mma ${example}`);
  });

  test('marks what is not built yet', async () => {
    expect((await mma(['infer', '--help'])).stdout).toMatch(/--show .*\(not built yet\)/);
  });

  test('is what a bare `mma` shows, as an error', async () => {
    const { code, stdout, stderr } = await mma([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: mma');
  });

  test('the version is the package’s', async () => {
    expect(await mma(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('a command line that cannot be carried out', () => {
  test.each([
    [['trian', 'x'], 'Did you mean train?'],
    [['train', 'x', '--work-dri', 'y'], 'Did you mean --work-dir?'],
    [['data', 'mke', 'stick-actions'], 'Did you mean make?'],
    [['train'], "missing required argument 'config'"],
    [['test', 'config.ts'], "missing required argument 'checkpoint'"],
  ])('mma %s: exit 2 and %s', async (args, message) => {
    const { code, stdout, stderr } = await mma(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  test.each([
    [['train', 'x', '--device', 'tpu'], 'error: --device tpu', 'hint:  Choose auto, cpu or gpu.'],
    [['train', 'x', '--seed', 'today'], "error: 'today' is not a whole number", ''],
    [['infer', 'x', '--batch-size', '0'], "error: '0' is not a whole number ≥ 1", ''],
    [['train', 'x', '--launcher', 'slurm'], 'error: --launcher slurm', 'one process'],
    [['infer', 'x', '--show'], 'error: --show is not built yet', 'hint:  Leave the option away.'],
    [['infer', 'clip.mp4', '--checkpoint', 'y.pth'], 'error: Which recognizer? --rec is missing.', 'hint:'],
    [['infer', 'clip.mp4', '--rec', 'x'], 'error: Which weights? --checkpoint is missing.', 'hint:'],
    [['data', 'make', 'kinetics'], "error: There is no dataset 'kinetics' to make.", 'stick-actions'],
    [['train', 'tsn_r81_stick-actions'], 'error: there is no config tsn_r81_stick-actions', 'hint:'],
  ])('mma %s: exit 2, %s', async (args, message, hint) => {
    const { code, stdout, stderr } = await mma(args);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(message.includes('no config') ? 1 : 2);
  });

  test('shows its stack with --verbose', async () => {
    const { code, stderr } = await mma(['train', 'nowhere.ts', '--verbose']);
    expect(code).toBe(1);
    expect(stderr).toContain('    at ');
  });
});

test('a reader that goes away ends the program quietly', async () => {
  const { child, finished } = startMma(['doctor', '--json']);
  child.stdout!.destroy();
  const { code, stderr } = await finished;
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/EPIPE|error/);
});

describe('colours', () => {
  const wrong = ['train', 'nowhere.ts'];

  test('are left out of pipes', async () => {
    expect((await mma(wrong)).stderr).not.toContain(ESCAPE);
  });

  test('can be asked for, and NO_COLOR is respected', async () => {
    expect((await mma(wrong, { env: { FORCE_COLOR: '1' } })).stderr).toContain(`${ESCAPE}31merror:`);
    expect((await mma(wrong, { env: { NO_COLOR: '1' } })).stderr).not.toContain(ESCAPE);
  });
});
