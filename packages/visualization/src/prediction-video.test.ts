import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VideoReader, VideoWriter } from '@mma/video';
import { expect, onTestFinished, test } from 'vitest';
import { drawPanel } from './draw/panel.js';
import { writePredictionVideo } from './prediction-video.js';

const predictions = [
  { label: 'squat', score: 0.91 },
  { label: 'waving', score: 0.06 },
];

async function folderWithClip(options: { frames: number; width: number; height: number }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mma-visualization-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { frames, width, height } = options;
  const writer = await VideoWriter.create(join(folder, 'in.mp4'), { fps: 15, width, height, crf: 18 });
  for (let frame = 0; frame < frames; frame++) {
    const picture = new Uint8Array(width * height * 3);
    for (let at = 0; at < picture.length; at += 3) {
      const x = (at / 3) % width;
      picture.set([(x * 200) / width + 20, 60 + (frame % 20) * 6, 200 - (at * 150) / picture.length], at);
    }
    await writer.write(picture);
  }
  await writer.close();
  return folder;
}

test('the copy has the rate, the size, the length and, outside of the panel, the colours of the video', async () => {
  const folder = await folderWithClip({ frames: 70, width: 320, height: 240 });
  const output = join(folder, 'out.mp4');
  await writePredictionVideo(join(folder, 'in.mp4'), output, { predictions });

  await using before = await VideoReader.open(join(folder, 'in.mp4'));
  await using after = await VideoReader.open(output);
  expect(after.info).toMatchObject({ width: 320, height: 240, fps: 15, numFrames: 70 });

  const panel = drawPanel(predictions, { width: 320, height: 240 })!;
  const numbers = [0, 33, 69];
  const [a, b] = [(await before.read(numbers)).data, (await after.read(numbers)).data];
  const size = 320 * 240 * 3;
  for (const place of numbers.keys()) {
    for (let channel = 0; channel < 3; channel++) {
      const [mean, copied] = [a, b].map((data) => {
        let sum = 0;
        let count = 0;
        for (let y = 0; y < panel.y - 8; y++) {
          for (let x = 0; x < 320; x++, count++) sum += data[place * size + (y * 320 + x) * 3 + channel]!;
        }
        return sum / count;
      });
      expect(Math.abs(mean! - copied!)).toBeLessThan(2);
    }
    const middle = place * size + ((panel.y + panel.height / 2) * 320 + panel.x + 12) * 3;
    expect(b.subarray(middle, middle + 90)).not.toEqual(a.subarray(middle, middle + 90));
  }
});

test('progress is told up to maxFrames', async () => {
  const folder = await folderWithClip({ frames: 60, width: 64, height: 48 });
  const told: number[][] = [];
  await writePredictionVideo(join(folder, 'in.mp4'), join(folder, 'out.mp4'), {
    predictions,
    title: 'TSN',
    maxFrames: 40,
    onProgress: (done, total) => told.push([done, total]),
  });
  expect(told.at(-1)).toEqual([40, 40]);
  await using after = await VideoReader.open(join(folder, 'out.mp4'));
  expect(after.info.numFrames).toBe(40);
});

test('ending early leaves nothing behind', async () => {
  const folder = await folderWithClip({ frames: 100, width: 64, height: 48 });
  const stop = new AbortController();
  const writing = writePredictionVideo(join(folder, 'in.mp4'), join(folder, 'out.mp4'), {
    predictions,
    signal: stop.signal,
    onProgress: () => stop.abort(new Error('enough')),
  });
  await expect(writing).rejects.toThrow('enough');
  expect(await readdir(folder)).toEqual(['in.mp4']);
});

test('the video itself is not written over', async () => {
  const folder = await folderWithClip({ frames: 2, width: 64, height: 48 });
  const input = join(folder, 'in.mp4');
  await expect(writePredictionVideo(input, join(folder, '.', 'in.mp4'), { predictions })).rejects.toMatchObject({
    code: 'MMA_VISUALIZATION_SAME_FILE',
  });
  await expect(
    writePredictionVideo(join(folder, 'no.mp4'), join(folder, 'out.mp4'), { predictions }),
  ).rejects.toMatchObject({
    code: 'MMA_VIDEO_NOT_FOUND',
  });
});

test('a GIF has the size, the length and the colours of the video', async () => {
  const folder = await folderWithClip({ frames: 12, width: 160, height: 120 });
  const output = join(folder, 'out.gif');
  await writePredictionVideo(join(folder, 'in.mp4'), output, { predictions });
  await using before = await VideoReader.open(join(folder, 'in.mp4'));
  await using after = await VideoReader.open(output);
  expect(after.info).toMatchObject({ width: 160, height: 120, numFrames: 12 });
  const top = drawPanel(predictions, { width: 160, height: 120 })!.y * 160 * 3;
  const [a, b] = [(await before.read([7])).data.subarray(0, top), (await after.read([7])).data.subarray(0, top)];
  for (let channel = 0; channel < 3; channel++) {
    const mean = (data: Uint8Array) => data.reduce((sum, value, at) => (at % 3 === channel ? sum + value : sum), 0);
    expect(Math.abs(mean(a) - mean(b)) / (top / 3)).toBeLessThan(2);
  }
});
