import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import type { Chart } from './chart.js';
import { renderChart } from './render-chart.js';
import { textChart } from './text-chart.js';

const chart: Chart = {
  title: 'Größe & <Verlust>',
  xLabel: 'iteration',
  panels: [
    {
      yLabel: 'loss',
      series: [
        { name: 'first', points: [4, 2, null, 1].map((y, x) => ({ x, y })) },
        { name: 'second', points: [3, 3, 3, 3].map((y, x) => ({ x, y })) },
      ],
    },
    { yLabel: 'lr', logarithmic: true, series: [{ name: 'lr', points: [0.1, 0.01, 0.001].map((y, x) => ({ x, y })) }] },
  ],
};

it('draws SVG and HTML, with all its names', async () => {
  const svg = (await renderChart(chart, 'a.svg')).toString();
  expect(svg).toMatch(/^<svg/);
  for (const text of ['Größe &amp; &lt;Verlust&gt;', 'iteration', 'loss', 'first', 'second', '0.001'])
    expect(svg).toContain(text);
  expect((await renderChart(chart, 'a.HTML')).toString()).toMatch(
    /^<!doctype html>.*<title>Größe &amp; &lt;Verlust>.*<svg/s,
  );
});

it('writes a value that never changes without zeros that say nothing', async () => {
  const points = [0, 1, 2].map((x) => ({ x, y: 0.9 }));
  const constant: Chart = { xLabel: 'iteration', panels: [{ yLabel: 'momentum', series: [{ name: 'm', points }] }] };
  const svg = (await renderChart(constant, 'a.svg')).toString();
  expect(svg).toContain('>0.9<');
  expect(svg).not.toContain('0.900000');
});

it('draws PNG, with text', async () => {
  const picture = await loadImage(await renderChart(chart, 'a.png'));
  expect(picture.width).toBeGreaterThan(1280);
  const context = createCanvas(picture.width, picture.height).getContext('2d');
  context.drawImage(picture, 0, 0);
  const dark = ({ data }: { data: Uint8ClampedArray }): number =>
    data.reduce((count, value, i) => count + (i % 4 === 0 && value < 60 ? 1 : 0), 0);
  // The title stands in the first rows; what is below is the empty paper between panel and axis.
  expect(dark(context.getImageData(0, 0, 400, 44))).toBeGreaterThan(200);
});

it('refuses other formats', async () => {
  await expect(renderChart(chart, 'a.gif')).rejects.toMatchObject({
    hint: 'let the name end in one of .svg, .png, .html',
  });
});

it('draws lines in characters, low values at the bottom', () => {
  const lines = textChart(
    {
      yLabel: 'loss',
      series: [
        {
          name: '',
          points: [
            { x: 0, y: 4 },
            { x: 9, y: 1 },
          ],
        },
      ],
    },
    { width: 4, height: 2 },
  );
  expect(lines).toEqual(['loss', '4 ┤⠑⢄⠀⠀', '1 ┤⠀⠀⠑⢄', '  └────', '   0  9']);
  expect(textChart({ yLabel: 'x', series: [{ name: '', points: [{ x: 0, y: null }] }] })).toEqual([
    'x: nothing to draw',
  ]);
});
