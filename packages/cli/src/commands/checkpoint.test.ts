import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCheckpoint, readStateDict, type TensorData, writeCheckpoint } from '@mma/checkpoint';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { mmaHere } from '../testing/run-here.js';
import { mma } from '../testing/run-mma.js';

/** A training checkpoint that MMEngine's runner wrote. */
const mmengine = fileURLToPath(new URL('../../../checkpoint/fixtures/mmengine_runner_epoch_2.pth', import.meta.url));

let folder: string;
const run = (...args: string[]) => mmaHere(folder, ['checkpoint', ...args]);
const float = (...values: number[]): TensorData => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-checkpoint-'));
  await copyFile(mmengine, join(folder, 'epoch_2.pth'));
  await writeCheckpoint(join(folder, 'a.pth'), { state_dict: { w: float(1, 2), v: float(0) } });
  await writeCheckpoint(join(folder, 'b.pth'), { state_dict: { w: float(1, 4), v: float(0) } });
});
afterAll(() => rm(folder, { recursive: true }));

describe('mma checkpoint inspect', () => {
  test('shows the tree with shapes, types, sizes and meta', async () => {
    const { code, stdout, stderr } = await run('inspect', 'epoch_2.pth');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/epoch_2\.pth: zip, [\d.]+ kB\n\d+ tensors, .* \(float32, int64, float64\)\n/);
    expect(stdout).toMatch(/\nmeta +dict of \d+\n/);
    expect(stdout).toMatch(/\n {2}epoch +2\n/);
    expect(stdout).toMatch(/\nstate_dict +OrderedDict of 9, 5\d\d B\n/);
    expect(stdout).toMatch(/\n {2}conv\.weight +float32 \[\d+,\d+,\d+,\d+\] {2}[\d.]+ k?B\n/);
    expect(stdout).toMatch(/\n {4}train\/lr +mmengine\.logging\.history_buffer\.HistoryBuffer\n/);
  });

  test('as JSON', async () => {
    const { stdout } = await run('inspect', 'epoch_2.pth', '--json');
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({ format: 'zip', file: join(folder, 'epoch_2.pth') });
    const state = json.content.entries.find(({ name }: { name: string }) => name === 'state_dict');
    expect(state.entries[0]).toMatchObject({ name: 'conv.weight', dtype: 'float32' });
  });

  test('takes an address, and says what it downloads', async () => {
    const server = createServer((_, response) => void response.end('PK'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.pth`;
    vi.stubEnv('MMA_CACHE_DIR', join(folder, 'cache'));
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    const { code, stderr } = await run('inspect', address);
    expect(code).toBe(1);
    expect(stderr).toContain(`Downloading ${address} to ${join(folder, 'cache', 'checkpoints')}`);
    expect(stderr).toContain('neither a PyTorch checkpoint nor .safetensors');
    expect((await run('inspect', 'torchvision://resnet51')).stderr).toContain('did you mean torchvision://resnet50?');
    vi.unstubAllEnvs();
    server.close();
  });

  test('says which file is not there or is no checkpoint', async () => {
    await writeFile(join(folder, 'text.pth'), 'hello, hello, hello');
    expect(await run('inspect', 'none.pth')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/none\.pth\nhint: .*work dir/),
    });
    expect((await run('inspect', 'text.pth')).stderr).toContain('text.pth: the file is neither');
  });

  test('loads no TensorFlow', async () => {
    const spy = join(folder, 'spy.mjs');
    await writeFile(
      spy,
      `import { readFileSync } from 'node:fs';
       import { registerHooks } from 'node:module';
       const tell = (text) => process.stderr.write(text);
       registerHooks({ load: (url, context, next) => (url.includes('@tensorflow') && tell(url), next(url, context)) });
       process.on('exit', () => readFileSync('/proc/self/maps', 'utf8').includes('libtensorflow') && tell('libtensorflow'));`,
    );
    const env = { NODE_OPTIONS: `--import=${spy}` };
    const { code, stderr } = await mma(['checkpoint', 'inspect', 'epoch_2.pth'], { cwd: folder, env });
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('mma checkpoint convert', () => {
  test('writes the other format in the precision asked for, and says what it left out', async () => {
    const { code, stderr } = await run('convert', 'epoch_2.pth', 'half.safetensors', '--dtype', 'bfloat16');
    expect([code, stderr]).toEqual([
      0,
      'wrote half.safetensors, without meta, message_hub, optimizer, param_schedulers\n',
    ]);
    expect((await readStateDict(join(folder, 'half.safetensors'))).get('conv.weight')?.dtype).toBe('bfloat16');
    expect(await run('convert', 'half.safetensors', 'whole.pth', '--dtype', 'float32')).toMatchObject({ code: 0 });
    expect((await readStateDict(join(folder, 'whole.pth'))).get('conv.weight')?.dtype).toBe('float32');
  });

  test('writes over nothing unless told to, and never over what it reads', async () => {
    expect(await run('convert', 'epoch_2.pth', 'a.pth')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--force'),
    });
    expect(await run('convert', 'a.pth', './a.pth', '--force')).toMatchObject({ code: 2 });
    expect(await run('convert', 'a.pth', 'c.pth', '--dtype', 'int8')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Choose float32, float16, bfloat16'),
    });
    expect(await readdir(folder)).not.toContain('c.pth');
  });
});

test('mma checkpoint publish prints the name with the hash', async () => {
  const { code, stdout, stderr } = await run('publish', 'epoch_2.pth', 'net.pth');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^net-[0-9a-f]{8}\.pth\n$/);
  expect(stderr).toContain('without message_hub, optimizer, param_schedulers');
  await using checkpoint = await readCheckpoint(join(folder, stdout.trim()));
  expect([checkpoint.get('optimizer'), checkpoint.get('meta')]).toEqual([undefined, expect.any(Map)]);
});

test('mma checkpoint diff says what differs, and whether anything does by its exit code', async () => {
  expect(await run('diff', 'a.pth', 'b.pth')).toEqual({
    code: 1,
    stdout: '~ w  float32 [2]  1 numbers differ by up to 2.000\n',
    stderr: '',
  });
  expect(JSON.parse((await run('diff', 'a.pth', 'b.pth', '--json')).stdout)).toEqual([
    expect.objectContaining({ name: 'w', kind: 'values', differing: 1, maxDifference: 2 }),
  ]);
  expect(await run('diff', 'a.pth', 'a.pth')).toEqual({ code: 0, stdout: '', stderr: '' });
  const { stdout } = await run('diff', 'a.pth', 'epoch_2.pth');
  expect(stdout).toMatch(/^- w {2}float32 \[2\]\n- v {2}float32 \[1\]\n\+ conv\.weight {2}float32 /);
});

test('mma checkpoint average writes the mean', async () => {
  expect(await run('average', 'a.pth', 'b.pth', 'mean.pth')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'wrote mean.pth, the mean of 2 checkpoints\n',
  });
  expect((await readStateDict(join(folder, 'mean.pth'))).get('w')).toEqual(float(1, 3));
  expect(await run('average', 'a.pth', 'b.pth')).toMatchObject({ code: 2 });
  expect(await run('average', 'a.pth', 'b.pth', 'mean.pth')).toMatchObject({ code: 2 });
  const other = await run('average', 'a.pth', 'epoch_2.pth', 'x.pth');
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('are not of one model') });
});
