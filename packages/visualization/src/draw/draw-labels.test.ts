import { expect, test } from 'vitest';
import { drawLabels } from './draw-labels.js';
import type { RgbPicture } from './overlay.js';
import { drawPanel } from './panel.js';

const topFive = [
  'arm wrestling',
  'shaking hands',
  "massaging person's head",
  'punching bag',
  'rock scissors paper',
].map((label, place) => ({ label, score: 0.6 / 2 ** place }));

function grey(width: number, height: number): RgbPicture {
  return { data: new Uint8Array(width * height * 3).fill(128), width, height };
}

/** How many white pixels (text) a rectangle holds. */
function whitePixels(
  { data, width }: RgbPicture,
  box: { x: number; y: number; width: number; height: number },
): number {
  let count = 0;
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      const at = (y * width + x) * 3;
      if (data[at]! > 220 && data[at + 1]! > 220 && data[at + 2]! > 220) count++;
    }
  }
  return count;
}

test.each([
  [320, 240],
  [340, 256],
  [256, 340],
])('five names and a title fit on %i × %i', (width, height) => {
  const titled = drawPanel(topFive, { width, height, title: 'TSN' })!;
  const untitled = drawPanel(topFive, { width, height })!;
  const four = drawPanel(topFive.slice(0, 4), { width, height })!;
  const row = untitled.height - four.height;
  expect(row).toBeGreaterThanOrEqual(14);
  expect(titled.height - untitled.height).toBe(row);
});

test('text is written inside of the panel, and nothing outside of it is touched', () => {
  const frame = grey(320, 240);
  drawLabels(frame, topFive);
  const panel = drawPanel(topFive, { width: 320, height: 240 })!;
  expect(whitePixels(frame, panel)).toBeGreaterThan(500);
  for (let y = 0; y < 240; y++) {
    for (let x = 0; x < 320; x++) {
      const isInside = x >= panel.x && x < panel.x + panel.width && y >= panel.y && y < panel.y + panel.height;
      if (!isInside && frame.data[(y * 320 + x) * 3] !== 128) throw new Error(`pixel ${x}, ${y} was changed`);
    }
  }
});

test('the bar is as long as the score is large', () => {
  const length = (score: number): number => {
    const frame = grey(320, 240);
    drawLabels(frame, [{ label: '', score }]);
    let blue = 0;
    const { y, height } = drawPanel([{ label: '', score }], { width: 320, height: 240 })!;
    for (let x = 0; x < 320; x++) {
      const at = (Math.floor(y + height / 2) * 320 + x) * 3;
      if (frame.data[at + 2]! - frame.data[at]! > 80) blue++;
    }
    return blue;
  };
  const full = length(0.99);
  expect(full).toBeGreaterThan(60);
  expect(length(0.33) / full).toBeGreaterThan(0.25);
  expect(length(0.33) / full).toBeLessThan(0.45);
});

test('a name longer than the picture is wide leaves the score readable', () => {
  const frame = grey(320, 240);
  const label = 'putting something that cannot actually stand upright on the table, so it falls on its side';
  drawLabels(frame, [{ label, score: 0.91 }]);
  const panel = drawPanel([{ label, score: 0.91 }], { width: 320, height: 240 })!;
  expect(panel.x + panel.width).toBeLessThanOrEqual(320);
  const alone = grey(320, 240);
  drawLabels(alone, [{ label: '', score: 0.91 }]);
  const end = { x: panel.x + panel.width - 45, y: panel.y, width: 45, height: panel.height };
  const short = drawPanel([{ label: '', score: 0.91 }], { width: 320, height: 240 })!;
  const written = whitePixels(frame, end);
  const expected = whitePixels(alone, { ...end, x: short.x + short.width - 45 });
  expect(Math.abs(written - expected) / expected).toBeLessThan(0.1);
});

test.each([
  [16, 16],
  [64, 48],
  [2000, 30],
  [1, 1],
])('a picture of %i × %i is not too small', (width, height) => {
  expect(() => drawLabels(grey(width, height), topFive)).not.toThrow();
});

test('without predictions the picture stays as it is', () => {
  const frame = grey(32, 32);
  drawLabels(frame, []);
  expect(frame.data.every((value) => value === 128)).toBe(true);
});

test('Chinese, Japanese and Korean names are drawn as letters: different ones look different', () => {
  const drawn = ['挥手', '鼓掌', '拍手する', '腕相撲する', '박수 치기', '팔씨름하기', 'ㅁㅁ'].map((label) => {
    const picture = grey(340, 256);
    drawLabels(picture, [{ label, score: 0.5 }]);
    return Buffer.from(picture.data).toString('base64');
  });
  expect(new Set(drawn).size).toBe(drawn.length);
});
