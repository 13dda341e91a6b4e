import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';
import { subsetsOf } from './font-subsets.js';

/**
 * The scripts that text can be drawn in, each a file of a few kilobytes that comes with the package: pictures look the same
 * on a machine without fonts. A script is added by adding its file here.
 */
const FILES: Readonly<Record<string, string>> = {
  'MMA Latin': '@fontsource/noto-sans/files/noto-sans-latin-500-normal.woff2',
  'MMA Latin Extended': '@fontsource/noto-sans/files/noto-sans-latin-ext-500-normal.woff2',
  'MMA Vietnamese': '@fontsource/noto-sans/files/noto-sans-vietnamese-500-normal.woff2',
  'MMA Cyrillic': '@fontsource/noto-sans/files/noto-sans-cyrillic-500-normal.woff2',
  'MMA Greek': '@fontsource/noto-sans/files/noto-sans-greek-500-normal.woff2',
};

/** Scripts of thousands of letters, in many files each, of which those are loaded that a text needs. */
const LARGE: Readonly<Record<string, string>> = {
  'MMA Han': 'noto-sans-sc',
  'MMA Hangul': 'noto-sans-kr',
};

const require = createRequire(import.meta.url);
const families = [...Object.keys(FILES), ...Object.keys(LARGE)].map((family) => `"${family}"`).join(', ');
const loaded = new Set<string>();

/**
 * A canvas `font` of a size in pixels that can draw `text`; what it needs is loaded then. Chinese and Japanese are drawn in the
 * shapes of simplified Chinese.
 */
export function font(size: number, text = ''): string {
  for (const [family, file] of Object.entries(FILES)) load(file, family);
  for (const [family, name] of Object.entries(LARGE)) {
    for (const file of subsetsOf(name, text)) load(file, family);
  }
  // The weight of the files of small scripts, and that which variable ones are to take.
  return `500 ${size}px ${families}, sans-serif`;
}

function load(file: string, family: string): void {
  if (loaded.has(file)) return;
  loaded.add(file);
  GlobalFonts.register(readFileSync(require.resolve(file)), family);
}
