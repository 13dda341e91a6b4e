import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probe, VideoReader } from '@mma/video';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { colourOf } from '../testing/colour-of.js';
import { browseDataset } from './browse-dataset.js';

const source = {
  dataset: { type: 'DrawnDataset', pipeline: [{ type: 'DrawFrames' }, { type: 'RightHalf' }] },
  modules: [new URL('../../dist/testing/drawn-dataset.js', import.meta.url).href],
  from: import.meta.filename,
};
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-browse-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Where the sheets of these clips have the middle of each stage: 64 × 48 pictures are enlarged to 160 × 120. */
const MIDDLES = { decoded: [12 + 140, 64 + 20 + 60], cropped: [12 + 172 + 40, 64 + 20 + 60] } as const;

test('every transform’s pictures are in the clip, as they were after it', async () => {
  const out = join(folder, 'pipeline');
  const seen: number[] = [];
  const clips = await browseDataset(source, out, { mode: 'pipeline', onProgress: (done) => seen.push(done) });
  expect(seen).toEqual([1, 2, 3]);
  expect(await readdir(out)).toEqual(['0_clip<0>.mp4', '1_clip<1>.mp4', 'index.html']);
  expect(clips[1]).toEqual({
    index: 1,
    source: 'clips/clip<1>.mp4',
    label: '1 clapping',
    output: '1_clip<1>.mp4',
    frameIndices: [3, 1, 4, 1],
    steps: ['DrawFrames: 64 × 48', 'RightHalf: 32 × 48'],
  });
  const file = join(out, clips[1]!.output!);
  expect(await probe(file)).toMatchObject({ numFrames: 4, fps: 5 });
  await using reader = await VideoReader.open(file);
  const { data, shape } = await reader.read([0, 1, 2, 3]);
  const [, height, width] = shape;
  for (let frame = 0; frame < 4; frame++) {
    for (const [x, y] of Object.values(MIDDLES)) {
      const at = ((frame * height + y) * width + x) * 3;
      const difference = colourOf(1, frame).map((value, channel) => Math.abs(value - data[at + channel]!));
      expect(Math.max(...difference)).toBeLessThan(8);
    }
  }
});

test('a clip that cannot be made is named, and the others are there', async () => {
  const clips = await browseDataset(source, join(folder, 'broken'));
  expect(clips.map(({ problem }) => problem)).toEqual([
    undefined,
    undefined,
    expect.stringMatching(/sample 2 .*the third clip is broken/),
  ]);
  const page = await readFile(join(folder, 'broken', 'index.html'), 'utf8');
  expect(page).toContain('src="0_clip%3C0%3E.mp4"');
  expect(page).toContain('clips/clip&#60;1&#62;.mp4');
  expect(page).toContain('the third clip is broken');
  expect(page).not.toMatch(/<clip|https?:/);
});

test('a GIF has every picture at the rate that was asked for', async () => {
  const [clip] = await browseDataset(source, join(folder, 'gif'), { format: 'gif', number: 1, fps: 8 });
  expect(await probe(join(folder, 'gif', clip!.output!))).toMatchObject({ numFrames: 4 });
  const bytes = await readFile(join(folder, 'gif', clip!.output!));
  expect(delaysOf(bytes)).toEqual([13, 12, 13, 12]);
});

test('a picture of a clip shows its moments one below the other', async () => {
  const [clip] = await browseDataset(source, join(folder, 'png'), { format: 'png', number: 1, mode: 'concat' });
  const picture = await loadImage(join(folder, 'png', clip!.output!));
  const canvas = createCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d');
  context.drawImage(picture, 0, 0);
  for (let moment = 0; moment < 4; moment++) {
    const [x, y] = MIDDLES.cropped;
    const { data } = context.getImageData(x, y + (moment * picture.height) / 4, 1, 1);
    expect([...data.subarray(0, 3)]).toEqual(colourOf(0, moment));
  }
});

test('names of classes may come from elsewhere', async () => {
  const clips = await browseDataset(source, join(folder, 'named'), { number: 2, classes: ['挥手'] });
  expect(clips.map(({ label }) => label)).toEqual(['0 挥手', 'label 1']);
});

test('a place that cannot be written to is known at once', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(browseDataset(source, join(folder, 'file'))).rejects.toMatchObject({
    code: 'MMA_VISUALIZATION_WRITE',
    hint: expect.stringContaining('choose a folder'),
  });
});

/** How long each picture of a GIF stands, in hundredths of a second: its graphic control blocks are 21 f9 04, flags, the delay. */
function delaysOf(gif: Buffer): number[] {
  const delays: number[] = [];
  const mark = Buffer.of(0x21, 0xf9, 4);
  for (let at = gif.indexOf(mark); at >= 0; at = gif.indexOf(mark, at + 1)) delays.push(gif.readUInt16LE(at + 4));
  return delays;
}
