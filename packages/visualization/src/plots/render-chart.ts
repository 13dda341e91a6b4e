import { extname } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { font } from '../draw/fonts.js';
import { VisualizationError } from '../errors.js';
import type { Chart } from './chart.js';
import { vegaSpec } from './vega-spec.js';

/** Pixels of a PNG for each unit of the drawing: sharp on screens of any kind. */
const PIXELS = 2;

/** The formats that a chart can be drawn in, by a file's ending. */
export const CHART_FORMATS = ['.svg', '.png', '.html'] as const;

/** Draws a chart as SVG; no display is needed. */
export async function renderSvg(chart: Chart): Promise<string> {
  // Half a second of loading that only those pay who draw.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new vega.View(vega.parse(compile(vegaSpec(chart)).spec), { renderer: 'none', logLevel: vega.Error });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** Draws a chart as PNG, with the fonts that come along. */
export async function renderPng(chart: Chart): Promise<Buffer> {
  font(12);
  const picture = await loadImage(Buffer.from(await renderSvg(chart)));
  const [width, height] = [picture.width * PIXELS, picture.height * PIXELS];
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.drawImage(picture, 0, 0, width, height);
  return canvas.toBuffer('image/png');
}

/**
 * Draws a chart in the format that a file's ending names.
 *
 * @throws VisualizationError `MMA_VISUALIZATION_FORMAT` for another ending
 */
export async function renderChart(chart: Chart, file: string): Promise<Buffer> {
  switch (extname(file).toLowerCase()) {
    case '.png':
      return renderPng(chart);
    case '.svg':
      return Buffer.from(await renderSvg(chart));
    case '.html':
      return Buffer.from(page(chart.title ?? 'chart', await renderSvg(chart)));
    default:
      throw new VisualizationError('MMA_VISUALIZATION_FORMAT', `${file}: a chart cannot be drawn in this format`, {
        hint: `let the name end in one of ${CHART_FORMATS.join(', ')}`,
      });
  }
}

function page(title: string, svg: string): string {
  const name = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${name}</title>\n<body>\n${svg}\n</body>\n</html>\n`;
}
