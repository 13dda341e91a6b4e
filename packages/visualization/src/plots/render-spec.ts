import { extname } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { svgToPng } from '../draw/svg-to-png.js';
import { VisualizationError } from '../errors.js';

/** The formats that a chart can be drawn in, by a file's ending. */
export const CHART_FORMATS = ['.svg', '.png', '.html'] as const;

/** Draws a chart in Vega-Lite's terms as SVG; no display is needed. */
export async function specToSvg(spec: TopLevelSpec): Promise<string> {
  // Half a second of loading that only those pay who draw.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none', logLevel: vega.Error });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** Draws a chart in Vega-Lite's terms as PNG, with the fonts that come along. */
export async function specToPng(spec: TopLevelSpec): Promise<Buffer> {
  return svgToPng(await specToSvg(spec));
}

/**
 * Draws a chart in Vega-Lite's terms in the format that a file's ending names.
 *
 * @param title of an HTML page
 * @throws VisualizationError `MMA_VISUALIZATION_FORMAT` for another ending
 */
export async function renderSpec(spec: TopLevelSpec, file: string, title: string): Promise<Buffer> {
  switch (extname(file).toLowerCase()) {
    case '.png':
      return specToPng(spec);
    case '.svg':
      return Buffer.from(await specToSvg(spec));
    case '.html':
      return Buffer.from(page(title, await specToSvg(spec)));
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
