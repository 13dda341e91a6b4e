import { readdir, readFile, writeFile } from 'node:fs/promises';
import { VideoReader, VideoWriter } from '@mma/video';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mmaHere } from '../testing/run-here.js';
import { mma, startMma } from '../testing/run-mma.js';
import { silentWave } from '../testing/silent-wave.js';
import { makeTinyProject, type TinyProject, writeTinyWeights } from '../testing/tiny-project.js';

const FPS = 10;
const FRAMES = 75;

let project: TinyProject;
let weights: string;

beforeAll(async () => {
  project = await makeTinyProject();
  weights = await writeTinyWeights(project);
  await writeFile(project.path('broken.mp4'), 'no video');
  await writeFile(project.path('sound.mp4'), silentWave());
  await drawVideo('long.mp4', FRAMES);
});
afterAll(() => project.remove());

async function drawVideo(name: string, frames: number): Promise<void> {
  const [width, height] = [96, 64];
  const writer = await VideoWriter.create(project.path(name), { fps: FPS, width, height });
  for (let frame = 0; frame < frames; frame++) {
    const level = 40 + Math.floor(frame / 25) * 70;
    const picture = new Uint8Array(width * height * 3).fill(level);
    picture.fill(255 - level, (frame % 9) * 900, (frame % 9) * 900 + 3000);
    await writer.write(picture);
  }
  await writer.close();
}

const infer = (...args: string[]) =>
  mma(['infer', '--rec', 'tiny.yaml', '--checkpoint', weights, ...args], { cwd: project.folder });

interface Timeline {
  predictions: {
    video: string;
    duration: number;
    window: { frames: number; step: number };
    timeline: { start: number; end: number; predictions: { label: string; score: number }[] }[];
    segments: { start: number; end: number; label: string; score: number }[];
  }[];
}

test('--long writes what happens when: JSON, subtitles, a drawing, and the video with it', async () => {
  const { code, stdout, stderr } = await infer(
    ...['long.mp4', '--long', '--window', '2', '--stride', '0.5', '--label-file', 'labels.txt', '--batch-size', '3'],
    ...[
      '--pred-out-file',
      'out/long.json',
      '--srt-out-dir',
      'out',
      '--timeline-out-dir',
      'out',
      '--vid-out-dir',
      'out',
    ],
  );
  expect(stderr).toContain('long.mp4 7/7');
  expect(code).toBe(0);
  const { predictions } = JSON.parse(await readFile(project.path('out', 'long.json'), 'utf8')) as Timeline;
  const [{ video, duration, window, timeline, segments } = predictions[0]!] = predictions;
  expect({ video, duration, window }).toEqual({ video: 'long.mp4', duration: 7.5, window: { frames: 20, step: 10 } });
  expect(timeline.map(({ start, end }) => [start, end])).toEqual(
    [0, 1, 2, 3, 4, 5, 5.5].map((start) => [start, start + 2]),
  );
  for (const { predictions: named } of timeline) {
    expect(named.map(({ label }) => label).sort()).toEqual(['left', 'right']);
    expect(named[0]!.score + named[1]!.score).toBeCloseTo(1, 5);
  }
  expect(segments[0]!.start).toBe(0);
  expect(segments.at(-1)!.end).toBe(7.5);
  expect(stdout).toMatch(/^long\.mp4\n {2}0:00\.0 – 0:\d\d\.\d {2}(left|right) +0\.\d{4}\n/);

  const srt = await readFile(project.path('out', 'long.srt'), 'utf8');
  expect(srt.match(/-->/g)).toHaveLength(segments.length);
  expect(srt).toMatch(/^1\n00:00:00,000 --> 00:00:0\d,\d{3}\n(left|right) \(0\.\d\d\)\n/);
  expect((await readFile(project.path('out', 'long.png'))).subarray(1, 4).toString()).toBe('PNG');
  await using reader = await VideoReader.open(project.path('out', 'long.mp4'));
  expect(reader.info).toMatchObject({ width: 96, height: 64, numFrames: FRAMES, fps: FPS });
  expect((await readdir(project.path('out'))).sort()).toEqual(['long.json', 'long.mp4', 'long.png', 'long.srt']);
});

test('one window over a whole video has the scores of the video', async () => {
  const [whole, long] = await Promise.all([
    infer('long.mp4', '--json'),
    infer('long.mp4', '--long', '--window', '60', '--json'),
  ]);
  const { predictions } = JSON.parse(whole.stdout) as { predictions: { top: { score: number }[] }[] };
  const { timeline } = (JSON.parse(long.stdout) as Timeline).predictions[0]!;
  expect(timeline).toHaveLength(1);
  expect(timeline[0]!.predictions.map(({ score }) => score)).toEqual(predictions[0]!.top.map(({ score }) => score));
});

test("without --window, windows are MMAction2's: the frames of a clip, and a stride that is a share of them", async () => {
  const { stdout } = await infer(
    'long.mp4',
    '--long',
    '--input-step',
    '4',
    '--stride',
    '1',
    '--threshold',
    '1',
    '--json',
  );
  const { window, timeline, segments } = (JSON.parse(stdout) as Timeline).predictions[0]!;
  // The pipeline takes 2 clips of 1 frame.
  expect(window).toEqual({ frames: 5, step: 8 });
  expect(timeline.map(({ start }) => start)).toEqual([0, 0.8, 1.6, 2.4, 3.2, 4, 4.8, 5.6, 6.4, 7]);
  expect(segments).toEqual([]);
});

test('several videos have a timeline each', async () => {
  const { stdout, code } = await infer(
    'clips/left_0.mp4',
    'long.mp4',
    '--long',
    '--window',
    '2',
    '--srt-out-dir',
    'several',
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^clips\/left_0\.mp4\n(.*\n)+long\.mp4\n/);
  expect((await readdir(project.path('several'))).sort()).toEqual(['left_0.srt', 'long.srt']);
});

test('Ctrl-C ends it with 130 and leaves no half of a file', async () => {
  await drawVideo('longer.mp4', 800);
  const args = ['infer', 'longer.mp4', '--rec', 'tiny.yaml', '--checkpoint', weights];
  const run = startMma(
    [...args, '--long', '--stride', '0', '--vid-out-dir', 'stopped', '--pred-out-file', 'stopped/a.json'],
    {
      cwd: project.folder,
    },
  );
  await run.said(/native backend|in place/);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  run.child.kill('SIGINT');
  const { code, stderr } = await run.finished;
  expect([code, stderr]).toEqual([130, expect.stringContaining('Ctrl-C')]);
  expect(await readdir(project.path('stopped'))).toEqual([]);
});

test.each<[string, string[], number, RegExp]>([
  ['no video', ['broken.mp4', '--long'], 1, /broken\.mp4/],
  ['sound without pictures', ['sound.mp4', '--long'], 1, /sound\.mp4 has no video stream/],
  ['a threshold above 1', ['long.mp4', '--long', '--threshold', '1.5'], 2, /--threshold 1\.5.*\n.*from 0 to 1/],
  ['a stride below 0', ['long.mp4', '--long', '--stride', '-1'], 2, /stride/],
  ['no length', ['long.mp4', '--long', '--window', '0'], 2, /seconds above 0/],
  ['no step', ['long.mp4', '--long', '--input-step', '0'], 2, /whole number/],
  ['two kinds of windows', ['long.mp4', '--long', '--window', '1', '--input-step', '2'], 2, /exclude each other/],
  ['windows without --long', ['long.mp4', '--window', '1'], 2, /--window means nothing for whole videos.*\n.*--long/],
  ['a GIF', ['long.mp4', '--long', '--vid-out-dir', 'gifs', '--format', 'gif'], 2, /GIF/],
  ['a drawing of another kind', ['long.mp4', '--long', '--timeline-format', 'pdf'], 2, /png, svg/],
  ['reconnecting to a file', ['long.mp4', '--long', '--reconnect', '5'], 2, /cameras and streams/],
  ['the place of the video itself', ['long.mp4', '--long', '--vid-out-dir', '.'], 1, /would overwrite the video/],
])('%s is a clear error', async (_, args, exit, message) => {
  const { code, stdout, stderr } = await mmaHere(project.folder, [
    'infer',
    ...args,
    '--rec',
    'tiny.yaml',
    '--checkpoint',
    weights,
  ]);
  expect([code, stdout, stderr]).toEqual([exit, '', expect.stringMatching(message)]);
  expect(stderr).not.toContain('    at ');
});
