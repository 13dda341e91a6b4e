import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VideoReader } from './reader.js';
import { temporaryFolder, writeClip } from './testing/clips.js';

test('opening, reading and closing 500 times does not grow the process', async () => {
  const path = writeClip(join(await temporaryFolder(), 'a.mp4'), { frames: 12, width: 320, height: 240 });
  const use = async (times: number): Promise<number> => {
    for (let i = 0; i < times; i++) {
      await using reader = await VideoReader.open(path);
      await reader.read([i % 12]);
    }
    return process.memoryUsage.rss() / 2 ** 20;
  };
  const before = await use(150);
  const after = await use(500);
  // A leak of one decoded frame alone would be 58 MB.
  expect(after - before).toBeLessThan(30);
});
