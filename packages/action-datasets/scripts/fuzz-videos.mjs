// Sends damaged videos through TSN's pipeline: node fuzz-videos.mjs [COUNT = 1000] [SEED = 1] [VIDEO …]. Build first.
// Ends with an error where one is neither a clip nor a counted failure, or takes longer than the time limit.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VideoWriter } from '@mma/video';
import '../dist/index.js';
import { loadDamagedVideos, writeDamagedVideos } from '../dist/testing/damage-videos.js';

const [count = '1000', seed = '1', ...videos] = process.argv.slice(2);
const timeout = 20;
const folder = await mkdtemp(join(tmpdir(), 'mma-fuzz-'));
const originals = videos.length > 0 ? videos : [await sample('sample.mp4'), await sample('sample.mkv')];
const list = await writeDamagedVideos({ folder, originals, count: Number(count), seed: Number(seed) });
const { clips, failures, slowestMs } = await loadDamagedVideos(list, {
  timeout,
  onClip: (done) =>
    done % 100 === 0 && console.log(`${done} done, ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB`),
});
const failed = [...failures.values()].reduce((sum, samples) => sum + samples.length, 0);
console.log(
  `${count} damaged videos: ${Number(count) - failed} decoded, ${failed} counted as broken, slowest ${slowestMs.toFixed(0)} ms`,
);
for (const [code, samples] of failures) console.log(`  ${code} ${samples.length}, such as ${samples[0]}`);
if (clips !== Number(count) + 1) throw new Error(`${clips} clips instead of ${Number(count) + 1}`);
if (slowestMs > (timeout + 5) * 1000) throw new Error(`a file took ${slowestMs} ms`);
await rm(folder, { recursive: true });

/** A moving gradient of 60 frames, with key frames every 12. */
async function sample(name) {
  const [width, height] = [160, 120];
  const writer = await VideoWriter.create(join(folder, name), { fps: 25, width, height, gop: 12 });
  const picture = new Uint8Array(width * height * 3);
  for (let frame = 0; frame < 60; frame++) {
    for (let i = 0; i < picture.length; i++) picture[i] = (i * 7 + frame * 5 + ((i * i) >> 9)) & 255;
    await writer.write(picture);
  }
  await writer.close();
  return join(folder, name);
}
