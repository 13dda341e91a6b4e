import { viridis } from '@mma/visualization';
import { expect, test } from 'vitest';

const page = (name: string) => import(new URL(`../../web/serve/${name}`, import.meta.url).href);

test('the page has the colours of `mma vis-cam`', async () => {
  const { viridis: ofPage } = await page('viridis.js');
  for (const value of [-1, 0, 0.03, 0.5, 0.77, 1, 2]) {
    for (const [channel, level] of viridis(value).entries()) expect(ofPage(value)[channel]).toBeCloseTo(level, 6);
  }
});

test('between two windows the heat changes evenly; before the first and after the last it stays', async () => {
  const { heatAt } = await page('overlay.js');
  const timeline = [
    { start: 0, end: 2, heat: [0, 1, null] },
    { start: 1, end: 3, heat: [1, 0, null] },
  ];
  expect(heatAt(timeline, 0.3)).toEqual([0, 1, null]);
  expect(heatAt(timeline, 1.25)).toEqual([0.25, 0.75, null]);
  expect(heatAt(timeline, 9)).toEqual([1, 0, null]);
  expect(heatAt(timeline.slice(1), 0)).toEqual([1, 0, null]);
});
