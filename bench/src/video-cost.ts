/**
 * What reading frames costs on 4K video, by how many are read: cost follows the frames that are needed, not those that are there.
 *
 *   pnpm --filter @mma/bench video-cost [frames] [gop]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VideoReader, VideoWriter } from '@mma/video';
import { median } from './stats.ts';

const [frames = 96, gop = 12] = process.argv.slice(2).map(Number);
const [width, height] = [3840, 2160];
const ROUNDS = 5;
const folder = await mkdtemp(join(tmpdir(), 'mma-bench-'));
const path = join(folder, 'clip.mp4');
const writer = await VideoWriter.create(path, { fps: 25, width, height, gop });
const picture = new Uint8Array(width * height * 3);
for (let frame = 0; frame < frames; frame++) {
  for (let i = 0; i < picture.length; i++) picture[i] = ((i >> 9) + frame * 3) & 255;
  await writer.write(picture);
}
await writer.close();

console.log(`${frames} frames of ${width} × ${height}, a key frame every ${gop}`);
const spread = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * frames) / count));
for (const count of [0, 1, 3, 8, 24, frames]) {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await using reader = await VideoReader.open(path);
    // One at a time, so that not all of them lie in memory at once.
    for (const frame of spread(count)) await reader.read([frame]);
    times.push(performance.now() - start);
  }
  console.log(`  ${String(count).padStart(4)} frames read: ${median(times).toFixed(0)} ms`);
}
await rm(folder, { recursive: true });
