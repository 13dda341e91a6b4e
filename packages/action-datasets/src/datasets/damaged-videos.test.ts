import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VideoWriter } from '@mma/video';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDamagedVideos, writeDamagedVideos } from '../testing/damage-videos.js';
import '../index.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'damaged-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function clip(name: string): Promise<string> {
  const [width, height] = [96, 64];
  const path = join(folder, name);
  const writer = await VideoWriter.create(path, { fps: 25, width, height, gop: 8 });
  const picture = new Uint8Array(width * height * 3);
  for (let frame = 0; frame < 30; frame++) {
    for (let i = 0; i < picture.length; i++) picture[i] = (i * 7 + frame * 5) & 255;
    await writer.write(picture);
  }
  await writer.close();
  return path;
}

test('damaged videos are clips or counted failures; the program lives on', async () => {
  const originals = [await clip('sample.mp4'), await clip('sample.mkv')];
  const count = 150;
  const { clips, failures, slowestMs } = await loadDamagedVideos(
    await writeDamagedVideos({ folder, originals, count, seed: 3 }),
  );
  expect(clips).toBe(count + 1);
  expect(slowestMs).toBeLessThan(25_000);
  expect([...failures.keys()].filter((code) => !/^MMA_VIDEO_(CORRUPT|NO_STREAM)$/.test(code))).toEqual([]);
  const failed = [...failures.values()].flat().length;
  expect(failed).toBeGreaterThan(count / 10);
  expect(failed).toBeLessThan((count * 9) / 10);
});
