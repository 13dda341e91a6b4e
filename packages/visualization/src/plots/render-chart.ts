import type { Chart } from './chart.js';
import { renderSpec, specToPng, specToSvg } from './render-spec.js';
import { vegaSpec } from './vega-spec.js';

/** Draws a chart of lines as SVG; no display is needed. */
export function renderSvg(chart: Chart): Promise<string> {
  return specToSvg(vegaSpec(chart));
}

/** Draws a chart of lines as PNG, with the fonts that come along. */
export function renderPng(chart: Chart): Promise<Buffer> {
  return specToPng(vegaSpec(chart));
}

/**
 * Draws a chart of lines in the format that a file's ending names.
 *
 * @throws VisualizationError `MMA_VISUALIZATION_FORMAT` for another ending
 */
export function renderChart(chart: Chart, file: string): Promise<Buffer> {
  return renderSpec(vegaSpec(chart), file, chart.title ?? 'chart');
}
