import { basename, dirname, relative, resolve, sep } from 'node:path';
import { escapeMarkup } from '../draw/escape-markup.js';

/** A link from a page to a clip on the same disk, by a path relative to the page: both can be moved together. */
export function clipLink(clip: string, page: string): string {
  const path = relative(dirname(resolve(page)), resolve(clip));
  const address = path.split(sep).map(encodeURIComponent).join('/');
  return `<a href="${escapeMarkup(address)}" title="${escapeMarkup(clip)}">${escapeMarkup(basename(clip))}</a>`;
}
