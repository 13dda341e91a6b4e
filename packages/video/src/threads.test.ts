import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { VideoReader } from './reader.js';
import { shownNumbers, temporaryFolder, upTo, writeClip } from './testing/clips.js';

/** Runs the built package in a worker thread: Node cannot load TypeScript that imports `./x.js`. */
function startWorker(body: string, workerData: unknown): Worker {
  const library = new URL('../dist/index.js', import.meta.url).href;
  const source = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { VideoReader } from ${JSON.stringify(library)};
    ${body}`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), { workerData });
}

test('a worker thread reads frames and hands them over without copying', async () => {
  const path = writeClip(join(await temporaryFolder(), 'a.mp4'), { frames: 40 });
  const worker = startWorker(
    `const reader = await VideoReader.open(workerData);
     const frames = await reader.read([3, 30]);
     parentPort.postMessage(frames, [frames.data.buffer]);
     await reader.close();`,
    path,
  );
  const frames = await new Promise<Parameters<typeof shownNumbers>[0]>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  expect(shownNumbers(frames)).toEqual([3, 30]);
  await worker.terminate();
});

test('a worker thread that reads clip after clip hears at once that it should end', async () => {
  const path = writeClip(join(await temporaryFolder(), 'a.mp4'), { frames: 200 });
  const worker = startWorker(
    `const reader = await VideoReader.open(workerData);
     parentPort.once('message', () => process.exit(7));
     parentPort.postMessage('reading');
     for (;;) await reader.read([0]);`,
    path,
  );
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await delay(30);
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  const asked = performance.now();
  worker.postMessage('end');
  expect(await ended).toBe(7);
  expect(performance.now() - asked).toBeLessThan(1000);
});

test('the event loop turns while a long video is decoded', async () => {
  await using reader = await VideoReader.open(
    writeClip(join(await temporaryFolder(), 'a.mp4'), { frames: 400, width: 320, height: 240 }),
  );
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await reader.read(upTo(400).filter((frame) => frame % 50 === 49));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
});
