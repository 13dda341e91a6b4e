import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';

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

const require = createRequire(import.meta.url);
let isRegistered = false;

/** A canvas `font` of a size in pixels; the first call loads the fonts. */
export function font(size: number): string {
  if (!isRegistered) {
    for (const [family, file] of Object.entries(FILES))
      GlobalFonts.register(readFileSync(require.resolve(file)), family);
    isRegistered = true;
  }
  const families = Object.keys(FILES).map((family) => `"${family}"`);
  return `${size}px ${families.join(', ')}, sans-serif`;
}
