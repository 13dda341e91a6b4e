import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mmaHere } from '../testing/run-here.js';
import { type Started, startMma } from '../testing/run-mma.js';
import { type WrittenSession, writeSession } from '../testing/written-run.js';
import type { RunSummary } from './runs/summary.js';

let folder: string;
let first: WrittenSession;
let server: Started;
let base: string;
let printed = '';

const workDir = (name: string) => join(folder, 'work_dirs', name);
const ask = (path: string) => fetch(`${base}/api/${path}`);

async function runs(): Promise<RunSummary[]> {
  return ((await (await ask('runs')).json()) as { runs: RunSummary[] }).runs;
}

async function idOf(name: string): Promise<string> {
  return (await runs()).find((run) => run.name === name)!.id;
}

/** Waits for what files and the server need a moment for, on a busy machine too. */
const soon = <T>(what: () => T) => expect.poll(what, { timeout: 20_000 });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-dashboard-'));
  first = await writeSession(workDir('first'), '20260102_030400');
  await first.write(1, 20);
  await (await writeSession(workDir('second'), '20260103_030400', { lr: 0.2, maxEpochs: 5 })).write(1, 5);
  await writeFile(join(workDir('first'), 'best_acc_top1_epoch_2.pth'), 'weights');
  server = startMma(['dashboard', 'work_dirs', '--port', '0'], { cwd: folder });
  server.child.stdout!.on('data', (text: string) => {
    printed += text;
  });
  await server.said(/Ctrl-C ends it/);
  base = /http:\/\/\S+/.exec(printed)![0];
});
afterAll(async () => {
  server.child.kill('SIGTERM');
  expect((await server.finished).code).toBe(0);
  await rm(folder, { recursive: true });
});

describe('the interface', () => {
  test('lists the runs, the newest first', async () => {
    expect(printed).toMatch(/^showing 2 runs on http:\/\/127\.0\.0\.1:\d+\n$/);
    expect((await runs()).map(({ name, epoch, rows }) => [name, epoch, rows])).toEqual([
      ['second', 1, { train: 5, val: 0 }],
      ['first', 2, { train: 20, val: 2 }],
    ]);
  });

  test('gives scalars, and then what is new of them', async () => {
    const id = await idOf('first');
    const all = await (await ask(`runs/${id}/scalars`)).json();
    expect(all).toMatchObject({ train: { from: 0, rows: 20, every: 1 }, val: { iterations: [10, 20] } });
    expect((all as { val: object }).val).toMatchObject({ columns: { 'acc/top1': { mean: [0.01, 0.02] } } });
    const { generation } = all as { generation: string };
    const more = await (await ask(`runs/${id}/scalars?generation=${generation}&train=18&val=2`)).json();
    expect(more).toMatchObject({ train: { from: 18, iterations: [19, 20] }, val: { from: 2, iterations: [] } });
    const other = await (await ask(`runs/${id}/scalars?generation=other&train=18&val=2`)).json();
    expect(other).toMatchObject({ train: { from: 0 } });
  });

  test('gives the end of the log, and then what is new of it', async () => {
    const id = await idOf('first');
    const part = (await (await ask(`runs/${id}/log`)).json()) as { text: string; from: number; to: number };
    expect(part.from).toBe(0);
    expect(part.text.split('\n').at(-2)).toContain('best_acc_top1_epoch_2.pth');
    await appendFile(first.log, 'a word, and half a');
    expect(await (await ask(`runs/${id}/log?from=${part.to}`)).json()).toMatchObject({ text: '', to: part.to });
    await appendFile(first.log, ' line\n');
    const next = await (await ask(`runs/${id}/log?session=20260102_030400&from=${part.to}`)).json();
    expect(next).toMatchObject({ text: 'a word, and half a line\n', from: part.to });
    expect((await ask(`runs/${id}/log?session=../../etc`)).status).toBe(404);
  });

  test('gives a long log from its end, in whole lines', async () => {
    const session = await writeSession(workDir('long'), '20260101_030400');
    const lines = Array.from({ length: 20_000 }, (_, line) => `line ${line} of many\n`);
    await appendFile(session.log, lines.join(''));
    await soon(async () => (await runs()).length).toBe(3);
    const part = (await (await ask(`runs/${await idOf('long')}/log`)).json()) as { text: string; from: number };
    expect(part.text).toMatch(/^line \d+ of many\n/);
    expect(part.text.length).toBeLessThanOrEqual(2 ** 17);
    expect(part.text).toMatch(/line 19999 of many\n$/);
    await rm(workDir('long'), { recursive: true });
    await soon(async () => (await runs()).length).toBe(2);
  });

  test('gives checkpoints, configs and their differences', async () => {
    const [a, b] = [await idOf('first'), await idOf('second')];
    expect(await (await ask(`runs/${a}/checkpoints`)).json()).toMatchObject([
      { name: 'best_acc_top1_epoch_2.pth', metric: 'acc/top1', score: 0.02, step: 2, size: 7 },
    ]);
    expect(await (await ask(`runs/${a}/config`)).json()).toMatchObject({ text: /lr=0\.1/ });
    expect(await (await ask(`config-diff?a=${a}&b=${b}`)).json()).toEqual([
      { path: 'train_cfg.max_epochs', kind: 'changed', before: '3', after: '5' },
      { path: 'optimizer.lr', kind: 'changed', before: '0.1', after: '0.2' },
    ]);
  });

  test('says what is wrong with a request', async () => {
    const failure = async (path: string) => {
      const response = await ask(path);
      return [response.status, ((await response.json()) as { error: { code: string } }).error.code];
    };
    const id = await idOf('first');
    expect(await failure('runs/nobody/scalars')).toEqual([404, 'MMA_HTTP_NO_RUN']);
    expect(await failure(`runs/${encodeURIComponent('../../etc/passwd')}/config`)).toEqual([404, 'MMA_HTTP_NO_RUN']);
    expect(await failure(`runs/${id}/scalars?train=-1`)).toEqual([400, 'MMA_HTTP_REQUEST']);
    expect(await failure(`runs/${id}/log?from=end`)).toEqual([400, 'MMA_HTTP_REQUEST']);
    expect(await failure(`config-diff?a=${id}`)).toEqual([400, 'MMA_HTTP_REQUEST']);
    expect(await failure('runs/%2e%2e/%2e%2e/etc/passwd')).toEqual([404, 'MMA_HTTP_NOT_FOUND']);
    await writeFile(join(workDir('second'), '20260103_030400', 'vis_data', 'config.py'), 'model = open("x").read(\n');
    expect(await failure(`config-diff?a=${id}&b=${await idOf('second')}`)).toEqual([422, 'MMA_HTTP_CONFIG']);
  });

  test('is for this machine under its own names, and not for other pages', async () => {
    const statusOf = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        request(`${base}/api/runs`, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode!);
        })
          .on('error', reject)
          .end();
      });
    expect(await statusOf({ host: 'evil.example' })).toBe(403);
    expect(await statusOf({ origin: 'http://evil.example' })).toBe(403);
    expect(await statusOf({ host: 'localhost' })).toBe(200);
  });
});

test('events tell of what runs write, of new runs, and of those that are gone', async () => {
  const response = await fetch(`${base}/api/events`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  let text = '';
  const reading = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk;
  })().catch(() => undefined);
  await soon(() => text).toContain('event: runs\n');
  text = '';
  await first.write(21, 21);
  await soon(() => text).toMatch(/event: run\ndata: .*"iteration":21/);
  await (await writeSession(workDir('third'), '20260104_030400')).write(1, 1);
  await soon(() => text).toMatch(/event: run\ndata: .*"name":"third"/);
  const id = await idOf('third');
  await rm(workDir('third'), { recursive: true });
  await soon(() => text).toContain(`event: gone\ndata: "${id}"`);
  await response.body!.cancel().catch(() => undefined);
  await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 100))]);
});

describe('mma dashboard', () => {
  test('says that a folder is none, and that a port is taken', async () => {
    const missing = await mmaHere(folder, ['dashboard', 'work_dir', '--port', '0']);
    expect(missing).toMatchObject({ code: 1, stderr: /There is no folder work_dir\..*\n.*hint/ });
    await writeFile(join(folder, 'notes.txt'), '');
    const file = await mmaHere(folder, ['dashboard', 'notes.txt']);
    expect(file).toMatchObject({ code: 1, stderr: /notes\.txt is no folder/ });

    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const busy = await mmaHere(folder, ['dashboard', 'work_dirs', '--port', String(port)]);
    expect(busy).toMatchObject({ code: 1, stderr: /another program listens there/ });
    taken.close();
  });

  test('waits for runs in an empty folder', async () => {
    await mkdir(join(folder, 'empty'));
    const started = startMma(['dashboard', 'empty', '--port', '0'], { cwd: folder });
    await started.said(/Ctrl-C ends it/);
    started.child.kill('SIGINT');
    const { code, stdout, stderr } = await started.finished;
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^showing 0 runs on /)]);
    expect(stderr).toMatch(/there are no runs in .*empty yet/);
  });
});
