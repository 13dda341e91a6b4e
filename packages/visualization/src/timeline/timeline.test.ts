import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VideoReader, VideoWriter } from '@mma/video';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { renderTimeline } from './render-timeline.js';
import { type TimelineWindow, timelineSegments } from './segments.js';
import { timelineSvg } from './timeline-svg.js';
import { writeTimelineVideo } from './timeline-video.js';

const NAMES = ['arm wrestling', '挥手', "massaging person's head"] as const;

/** Windows of 2 s, a second apart, of three classes that come one after the other, 7 s each. */
function windowsOf(seconds: number): TimelineWindow[] {
  return Array.from({ length: seconds - 1 }, (_, start) => {
    const best = Math.floor(start / 7) % 3;
    const predictions = NAMES.map((label, at) => ({ label, score: at === best ? 0.5 + 0.06 * (start % 7) : 0.05 }));
    return { start, end: start + 2, predictions: predictions.sort((a, b) => b.score - a.score) };
  });
}

function pictureOf(seconds: number) {
  const windows = windowsOf(seconds);
  return { windows, segments: timelineSegments(windows, 0.1), duration: seconds, title: 'holiday <2026>.mp4' };
}

test('a lane for each class, a solid piece for each segment, times along the axis', () => {
  const svg = timelineSvg(pictureOf(42));
  expect([...svg.matchAll(/<title>(.*?)<\/title>/g)].map(([, hint]) => hint).sort()).toEqual(
    [
      'arm wrestling 0.68, 0:00.0 to 0:07.5',
      'arm wrestling 0.68, 0:21.5 to 0:28.5',
      'massaging person&#39;s head 0.65, 0:35.5 to 0:42.0',
      'massaging person&#39;s head 0.68, 0:14.5 to 0:21.5',
      '挥手 0.68, 0:28.5 to 0:35.5',
      '挥手 0.68, 0:07.5 to 0:14.5',
    ].sort(),
  );
  expect([...svg.matchAll(/>(\d+:\d\d)</g)].map(([, tick]) => tick)).toEqual(
    [0, 5, 10, 15, 20, 25, 30, 35, 40].map((time) => `0:${String(time).padStart(2, '0')}`),
  );
  expect(svg).toContain('holiday &lt;2026&gt;.mp4');
});

test('the drawing hardly grows with the video', () => {
  expect(timelineSvg(pictureOf(20_000)).length).toBeLessThan(1_000_000);
  expect(timelineSvg({ windows: [], segments: [], duration: 0, title: '' })).toContain(
    'no class reaches the threshold',
  );
});

test('pictures are PNG or SVG by the name of the file', async () => {
  const png = Buffer.from((await renderTimeline(pictureOf(42), 'a.PNG')) as Uint8Array);
  const image = await loadImage(png);
  expect([image.width, image.height]).toEqual([1920, 2 * 170]);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height).data;
  // The colour of the first class, solid.
  expect(
    pixels.some((_, at) => at % 4 === 0 && pixels[at] === 0 && pixels[at + 1] === 0x72 && pixels[at + 2] === 0xb2),
  ).toBe(true);
  expect(await renderTimeline(pictureOf(42), 'a.svg')).toMatch(/^<svg/);
  await expect(renderTimeline(pictureOf(42), 'a.pdf')).rejects.toMatchObject({ code: 'MMA_VISUALIZATION_FORMAT' });
});

const GREY = 96;

async function greyVideo(width: number, height: number): Promise<string> {
  const path = join(await temporaryFolder(), 'grey.mp4');
  const writer = await VideoWriter.create(path, { fps: 4, width, height });
  for (let frame = 0; frame < 84; frame++) await writer.write(new Uint8Array(width * height * 3).fill(GREY));
  await writer.close();
  return path;
}

test.each([
  [340, 256],
  [64, 48],
])('a video shows the names of the moment and where it is, at %i × %i', async (width, height) => {
  const input = await greyVideo(width, height);
  const output = join(await temporaryFolder(), 'out.mp4');
  const { windows, segments } = pictureOf(21);
  const reports: number[] = [];
  const onProgress = (done: number, total: number) => reports.push(done / total);
  await writeTimelineVideo(input, output, { windows, segments, duration: 21, onProgress });
  expect(reports.at(-1)).toBe(1);
  await using reader = await VideoReader.open(output);
  expect(reader.info).toMatchObject({ width, height, numFrames: 84, fps: 4 });
  const { data } = await reader.read([4, 40, 83]);
  const at = (frame: number, x: number, y: number) => [
    ...data.subarray(((frame * height + y) * width + x) * 3).subarray(0, 3),
  ];
  const white = (frame: number) => {
    const row = Array.from({ length: width }, (_, x) => Math.min(...at(frame, x, height - 3)));
    return row.indexOf(Math.max(...row)) / width;
  };
  // The mark moves along the strip.
  for (const [place, frame] of [4, 40, 83].entries()) expect(white(place)).toBeCloseTo(frame / 84, 1);
  // The strip has the classes' colours: blue at its beginning, green at its end.
  const [, , blue] = at(1, Math.round(width * 0.15), height - 3);
  const [red, green] = at(1, Math.round(width * 0.85), height - 3);
  expect(blue).toBeGreaterThan(130);
  expect(green! - red!).toBeGreaterThan(50);
  // The picture above all that is drawn stays as it is.
  for (const channel of at(1, width >> 1, 2)) expect(Math.abs(channel - GREY)).toBeLessThan(4);
});

test('a video is not written over itself, and nothing is left where it is broken off', async () => {
  const input = await greyVideo(64, 48);
  const rest = { windows: [], segments: [], duration: 21 };
  await expect(writeTimelineVideo(input, input, rest)).rejects.toMatchObject({ code: 'MMA_VISUALIZATION_SAME_FILE' });
  const folder = await temporaryFolder();
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(writeTimelineVideo(input, join(folder, 'a.mp4'), { ...rest, signal })).rejects.toThrow('enough');
  await expect(readFile(join(folder, 'a.mp4'))).rejects.toThrow('ENOENT');
});
