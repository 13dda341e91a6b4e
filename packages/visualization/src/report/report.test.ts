import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VideoWriter } from '@mma/video';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asProbabilities, calibrationOf } from './calibration.js';
import { reliabilitySvg } from './reliability-svg.js';
import { renderReport } from './render-report.js';
import { thumbnail } from './thumbnail.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-report-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('ECE is the mean distance of confidence and accuracy, bin by bin', () => {
  // Bin (0.5, 0.75]: mean 0.65, 1 of 2 right; bin (0.75, 1]: mean 0.9, 2 of 2 right.
  const { ece, bins } = calibrationOf([0.6, 0.7, 0.8, 1], [true, false, true, true], 4);
  expect(ece).toBeCloseTo((2 * 0.15 + 2 * 0.1) / 4, 12);
  expect(bins.map(({ count }) => count)).toEqual([0, 0, 2, 2]);
  expect(bins[2]).toEqual({ low: 0.5, high: 0.75, count: 2, confidence: expect.closeTo(0.65, 12), accuracy: 0.5 });
  // A confidence on the edge belongs to the bin below it.
  expect(calibrationOf([0.5, 0], [true, true], 4).bins.map(({ count }) => count)).toEqual([1, 1, 0, 0]);
  expect(calibrationOf([], [])).toMatchObject({ ece: 0 });
});

it('scores that are no probabilities go through softmax', () => {
  const given = Float32Array.of(0.25, 0.75);
  expect(asProbabilities(given)).toBe(given);
  const [a, b] = asProbabilities(Float32Array.of(1000, 1000 + Math.log(3)));
  expect([a, b]).toEqual([expect.closeTo(0.25, 4), expect.closeTo(0.75, 4)]);
  expect(asProbabilities(Float32Array.of(2, -1))[1]).toBeCloseTo(1 / (1 + Math.exp(3)), 6);
});

it('the reliability diagram has a bar as high as the accuracy for each bin with samples', () => {
  const svg = reliabilitySvg(calibrationOf([0.6, 0.7, 0.8, 1], [true, false, true, true], 4));
  const heights = [...svg.matchAll(/height="([\d.]+)" fill="#1f7ae0"/g)].map(([, height]) => Number(height));
  expect(heights).toEqual([130, 260]);
  expect(svg).toContain('confidence 50% to 75%: 2 samples, mean confidence 65%, right 50%');
});

it('a thumbnail is the middle frame, of videos and of folders of frames, in the picture’s proportions', async () => {
  const video = join(folder, 'clip.mp4');
  const writer = await VideoWriter.create(video, { width: 320, height: 240, fps: 10 });
  for (let i = 0; i < 5; i++) await writer.write(new Uint8Array(320 * 240 * 3).fill(i === 2 ? 200 : 20));
  await writer.close();
  for (const [i, name] of ['img_1.png', 'img_2.png', 'img_3.png'].entries()) {
    const canvas = createCanvas(320, 240);
    const context = canvas.getContext('2d');
    context.fillStyle = i === 1 ? 'rgb(200,200,200)' : 'black';
    context.fillRect(0, 0, 320, 240);
    await writeFile(join(folder, name), canvas.toBuffer('image/png'));
  }
  for (const clip of [video, folder]) {
    const picture = await loadImage(await thumbnail(clip));
    expect([picture.width, picture.height]).toEqual([240, 180]);
    const context = createCanvas(240, 180).getContext('2d');
    context.drawImage(picture, 0, 0);
    for (const value of context.getImageData(120, 90, 1, 1).data.slice(0, 3))
      expect(Math.abs(value - 200)).toBeLessThan(6);
  }
  await expect(thumbnail(join(folder, 'none.mp4'))).rejects.toThrow(/ENOENT/);
});

it('a report is one page with everything in it, whatever names are like', () => {
  const names = ['<b>jump</b>', 'clap & wave'];
  const page = renderReport(
    {
      title: 'TSN "R18"',
      about: { config: 'a<b.ts' },
      summary: { 'top-1 accuracy': 0.75 },
      samples: 4,
      classes: names.map((name, i) => ({ name, recall: 1 - i / 2, precision: 1, f1: 1, support: 2 })),
      calibration: calibrationOf([0.9], [true]),
      confusion: {
        names,
        values: [
          [2, 0],
          [1, 1],
        ],
        title: '75 %',
      },
      confused: { names, pairs: [{ truth: 1, predicted: 0, count: 1, share: 0.5 }] },
      worst: [
        {
          truth: names[1]!,
          predicted: names[0]!,
          truthShare: 0.1,
          predictedShare: 0.9,
          clip: '/d/a b.mp4',
          picture: 'data:image/jpeg;base64,AA==',
        },
      ],
    },
    '/d/out/report.html',
  );
  expect(page).not.toContain('<b>');
  expect(page).toContain('href="../a%20b.mp4"');
  expect(page).toContain('taken for &lt;b&gt;jump&lt;/b&gt; (90.0 %)');
  // The worst class stands first.
  expect(page.indexOf('<td>clap &amp; wave</td>')).toBeLessThan(page.indexOf('<td>&lt;b&gt;jump&lt;/b&gt;</td>'));
  // Nothing is loaded from elsewhere.
  expect([...page.matchAll(/(?:src|url\(|@import|<link|<script)[^>]{0,7}/g)].map(([text]) => text)).toEqual([
    'src="data:',
  ]);
});
