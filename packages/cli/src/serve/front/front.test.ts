import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Analysis, VideoWork } from '../video-work.js';
import { Front } from './front.js';

/** How long the work of a video holds its thread up, in milliseconds. */
const HOLD_UP = 2000;

const work: VideoWork = {
  async analyse() {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HOLD_UP);
    const video = { width: 1, height: 1, fps: 1, numFrames: 1, duration: 1, codec: 'none' };
    return { video, predictions: [], timeline: [], time: { decode: 0, model: HOLD_UP / 1000 } } satisfies Analysis;
  },
  localize: () => Promise.reject(Object.assign(new Error('no maps here'), { stack: 'where it failed' })),
};

let folder: string;
let front: Front;
let base: string;
const log: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-front-'));
  const about = { config: 'none', device: 'none', classes: 2, cam: true };
  const options = { about, host: '127.0.0.1', capacity: 4, maxUpload: 1000, timeLimit: 20_000, folder };
  front = new Front(options, work, (line) => log.push(line));
  base = await front.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await front.close();
  await rm(folder, { recursive: true });
});

function upload(path: string): Promise<Response> {
  const body = new FormData();
  body.append('video', new Blob(['video']), 'clip.mp4');
  return fetch(`${base}${path}`, { method: 'POST', body });
}

test('/health is answered while the thread with the model is held up', async () => {
  // This thread is the one that is held up: somebody else must look.
  const look = `
    const { parentPort, workerData } = require('node:worker_threads');
    (async () => {
      const until = performance.now() + 2 * ${HOLD_UP};
      let [slowest, busy] = [0, 0];
      while (performance.now() < until) {
        const began = performance.now();
        const { inside } = await (await fetch(workerData + '/health')).json();
        slowest = Math.max(slowest, performance.now() - began);
        busy += inside;
      }
      parentPort.postMessage({ slowest, busy });
    })();`;
  const looking = new Worker(look, { eval: true, workerData: base });
  const seen = once(looking, 'message');
  await once(looking, 'online');
  const answers = await Promise.all([upload('/api/predict'), upload('/api/predict')]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const [{ slowest, busy }] = (await seen) as [{ slowest: number; busy: number }];
  expect(busy).toBeGreaterThan(10);
  // Half of the time for which nothing happens in the other thread; machines that do other work are slow too.
  expect(slowest).toBeLessThan(HOLD_UP / 2);
});

test('faults of the work are answered without their stack, which is logged', async () => {
  const answer = await upload('/api/cam?class=1');
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toMatch(/maps|where/);
  await expect.poll(() => log).toContain('where it failed');
});

test('a port that is taken is told as such, across threads', async () => {
  const about = { config: 'none', device: 'none', classes: 2, cam: false };
  const options = { about, host: '127.0.0.1', capacity: 4, maxUpload: 1000, timeLimit: 20_000, folder };
  const second = new Front(options, work, () => {});
  const { port } = new URL(base);
  await expect(second.listen({ host: '127.0.0.1', port: Number(port) })).rejects.toMatchObject({
    code: 'MMA_CLI_LISTEN',
    message: expect.stringContaining('another program listens there'),
  });
  await second.close();
});

test('a thread that fails says so to whoever waits for it, and can be closed', async () => {
  const about = { config: 'none', device: 'none', classes: 2, cam: false };
  // No number: the gauge of it refuses that.
  const capacity = 'many' as unknown as number;
  const failing = new Front({ about, host: '127.0.0.1', capacity, maxUpload: 1, timeLimit: 1, folder }, work, () => {});
  await expect(failing.listen({ host: '127.0.0.1', port: 0 })).rejects.toThrow(/number/);
  await expect(failing.failed).rejects.toThrow(/number/);
  await failing.close();
});
