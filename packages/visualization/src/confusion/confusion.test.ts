import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { textWidth } from '../draw/fit-text.js';
import { confusedPairs, mostMistaken } from './confused-pairs.js';
import { confusionSvg } from './confusion-svg.js';
import { renderConfusion } from './render-confusion.js';

const counts = [
  [8, 2, 0],
  [1, 3, 0],
  [3, 0, 5],
];
const picture = { names: ['<jump>', 'clap & wave', 'run'], values: counts, title: 'Test' };

it('lists confused classes, most samples first, of equal counts the larger share', () => {
  expect(confusedPairs(counts)).toEqual([
    { truth: 2, predicted: 0, count: 3, share: 3 / 8 },
    { truth: 0, predicted: 1, count: 2, share: 0.2 },
    { truth: 1, predicted: 0, count: 1, share: 0.25 },
  ]);
  expect(
    confusedPairs(
      [
        [0, 4],
        [2, 0],
      ],
      1,
    ),
  ).toEqual([{ truth: 0, predicted: 1, count: 4, share: 1 }]);
  expect(
    confusedPairs([
      [0, 1],
      [1, 9],
    ]).map(({ truth }) => truth),
  ).toEqual([0, 1]);
});

it('keeps the classes with the most mistakes, missed or wrongly found, in their order', () => {
  expect(mostMistaken(counts, 2)).toEqual([0, 1]);
  expect(
    mostMistaken(
      [
        [5, 0, 0],
        [0, 1, 7],
        [0, 0, 2],
      ],
      2,
    ),
  ).toEqual([1, 2]);
});

it('names every cell and class, and draws a larger value darker', () => {
  const svg = confusionSvg({ ...picture, includeValues: true });
  expect(svg).toContain('&lt;jump&gt; → clap &amp; wave: 2');
  const fills = [...svg.matchAll(/fill="rgb\((\d+),\d+,\d+\)" stroke="#/g)].map(([, red]) => Number(red));
  expect(fills).toHaveLength(9);
  const byValue = counts
    .flat()
    .map((value, i) => [value, fills[i]!] as const)
    .sort(([a], [b]) => a - b);
  for (const [i, [value, red]] of byValue.entries()) {
    const before = byValue[i - 1];
    if (before) expect(value > before[0] ? red < before[1] : red === before[1]).toBe(true);
  }
});

it('writes shares as percentages', () => {
  const svg = confusionSvg({
    ...picture,
    values: [
      [0.875, 0.125, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    isShare: true,
  });
  expect(svg).toContain('87.5%');
  expect(svg).toContain('clap &amp; wave: 100%');
});

it('shortens long names instead of growing without bound', () => {
  const long = 'a name that goes on and on '.repeat(20);
  const svg = confusionSvg({ ...picture, names: [long, 'b', 'c'] });
  const shown = />(a name[^<]*…)<\/text>/.exec(svg)![1]!;
  expect(textWidth(shown, 12)).toBeLessThanOrEqual(220);
  expect(Number(/width="(\d+)"/.exec(svg)![1])).toBeLessThan(500);
});

it('draws as many classes as Kinetics has', () => {
  const names = Array.from({ length: 400 }, (_, i) => `class ${i}`);
  const values = names.map((_, row) => names.map((_, column) => Number(row === column)));
  expect(confusionSvg({ ...picture, names, values, includeValues: true })).toContain('class 399 → class 399: 1');
});

it('a PNG shows the cells where the SVG has them, and text', async () => {
  const svg = confusionSvg(picture);
  const png = await loadImage(
    Buffer.from(await renderConfusion(picture, { pairs: [], names: picture.names }, 'a.png')),
  );
  const canvas = createCanvas(png.width, png.height);
  const context = canvas.getContext('2d');
  context.drawImage(png, 0, 0);
  for (const [, x, y, red] of svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="36" [^>]*rgb\((\d+),/g)) {
    const [found] = context.getImageData((Number(x) + 18) * 2, (Number(y) + 6) * 2, 1, 1).data;
    expect(Math.abs(found! - Number(red))).toBeLessThanOrEqual(2);
  }
  // The title.
  const { data } = context.getImageData(0, 0, 80, 56);
  expect(data.filter((value, i) => i % 4 === 0 && value < 100).length).toBeGreaterThan(50);
});

it('a page links the clips by addresses relative to itself, and nothing else', async () => {
  const details = {
    names: picture.names,
    pairs: [{ truth: 2, predicted: 0, count: 3, share: 3 / 8, clips: ['/data/a set/"x" & #1.mp4'] }],
  };
  const html = String(await renderConfusion(picture, details, '/data/out/page.html'));
  expect(html).toContain('href="../a%20set/%22x%22%20%26%20%231.mp4"');
  expect(html).toContain('37.5 %');
  expect(html).not.toMatch(/<script|src=|href="http/);
  expect(String(await renderConfusion(picture, { names: [], pairs: [] }, 'a.html'))).toContain('No sample was taken');
});

it('refuses other formats', async () => {
  await expect(renderConfusion(picture, { names: [], pairs: [] }, 'a.gif')).rejects.toMatchObject({
    code: 'MMA_VISUALIZATION_FORMAT',
    hint: 'Let the name end in one of .png, .svg, .html.',
  });
});
