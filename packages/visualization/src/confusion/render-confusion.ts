import { extname } from 'node:path';
import { escapeMarkup } from '../draw/escape-markup.js';
import { svgToPng } from '../draw/svg-to-png.js';
import { VisualizationError } from '../errors.js';
import { clipLink } from '../report/clip-link.js';
import { htmlPage, htmlTable } from '../report/page.js';
import type { ConfusedPair } from './confused-pairs.js';
import { type ConfusionPicture, confusionSvg } from './confusion-svg.js';

/** What a page shows beside the matrix. */
export interface ConfusionDetails {
  /** Most confused first, with the clips of each where they are known; places are those of `names`. */
  readonly pairs: readonly (ConfusedPair & { readonly clips?: readonly string[] })[];
  /** Names of all classes that pairs speak of. */
  readonly names: readonly string[];
}

/** The formats that a confusion matrix can be drawn in, by a file's ending. */
export const CONFUSION_FORMATS = ['.png', '.svg', '.html'] as const;

/**
 * Draws a confusion matrix in the format that a file's ending names; a page also lists the most confused classes, with links
 * to their clips.
 *
 * @throws VisualizationError `MMA_VISUALIZATION_FORMAT` for another ending
 */
export async function renderConfusion(
  picture: ConfusionPicture,
  details: ConfusionDetails,
  file: string,
): Promise<string | Uint8Array> {
  const svg = confusionSvg(picture);
  switch (extname(file).toLowerCase()) {
    case '.svg':
      return `${svg}\n`;
    case '.png':
      return svgToPng(svg);
    case '.html':
      return htmlPage(picture.title, `${svg}\n<h2>Most confused</h2>\n${confusedTable(details, file)}`);
    default:
      throw new VisualizationError(
        'MMA_VISUALIZATION_FORMAT',
        `${file}: a confusion matrix cannot be drawn in this format.`,
        { hint: `Let the name end in one of ${CONFUSION_FORMATS.join(', ')}.` },
      );
  }
}

/** The most confused classes as a table, with links to their clips from a page at `file`. */
export function confusedTable({ pairs, names }: ConfusionDetails, file: string): string {
  if (pairs.length === 0) return '<p>No sample was taken for another class.</p>';
  const hasClips = pairs.some(({ clips }) => clips !== undefined);
  return htmlTable(
    [
      'true',
      'predicted',
      { head: 'samples', isNumber: true },
      { head: 'of the class', isNumber: true },
      ...(hasClips ? ['clips'] : []),
    ],
    pairs.map(({ truth, predicted, count, share, clips = [] }) => [
      escapeMarkup(names[truth]!),
      escapeMarkup(names[predicted]!),
      count,
      `${(share * 100).toFixed(1)} %`,
      ...(hasClips ? [clips.map((clip) => clipLink(clip, file)).join(', ')] : []),
    ]),
  );
}
