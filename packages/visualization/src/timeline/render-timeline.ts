import { extname } from 'node:path';
import { svgToPng } from '../draw/svg-to-png.js';
import { VisualizationError } from '../errors.js';
import { type TimelinePicture, timelineSvg } from './timeline-svg.js';

/** The formats that a timeline can be drawn in, by a file's ending. */
export const TIMELINE_FORMATS = ['.png', '.svg'] as const;

/**
 * Draws a timeline in the format that a file's ending names.
 *
 * @throws VisualizationError `MMA_VISUALIZATION_FORMAT` for another ending
 */
export async function renderTimeline(picture: TimelinePicture, file: string): Promise<string | Uint8Array> {
  const ending = extname(file).toLowerCase();
  if (ending === '.svg') return `${timelineSvg(picture)}\n`;
  if (ending === '.png') return svgToPng(timelineSvg(picture));
  throw new VisualizationError('MMA_VISUALIZATION_FORMAT', `${file}: a timeline cannot be drawn in this format.`, {
    hint: `Let the name end in ${TIMELINE_FORMATS.join(' or ')}.`,
  });
}
