import { expect, test } from 'vitest';
import { downloadLines, showDownload } from './progress.js';

const url = 'https://host/a.pth';
const file = '/cache/a.pth';

test('a log gets few lines, however many steps there are', () => {
  const lines: string[] = [];
  const show = downloadLines((line) => lines.push(line));
  for (let received = 0; received <= 8e6; received += 1e4) show({ url, file, received, total: 8e6 });
  expect(lines).toEqual([
    'Downloading https://host/a.pth to /cache/a.pth (8.0 MB)',
    '    2.0 of 8.0 MB',
    '    4.0 of 8.0 MB',
    '    6.0 of 8.0 MB',
    '    8.0 of 8.0 MB',
  ]);
  show({ url: 'https://host/b.pth', file, received: 0, total: undefined });
  expect(lines.slice(5)).toEqual(['Downloading https://host/b.pth to /cache/a.pth']);
});

test('a terminal gets a bar that is drawn over itself', () => {
  const texts: string[] = [];
  const terminal = { isTTY: true, write: (text: string) => texts.push(text) > 0 };
  const show = showDownload(terminal as unknown as NodeJS.WriteStream);
  for (const received of [0, 1e6, 1e6, 2e6]) show({ url, file, received, total: 2e6 });
  expect(texts).toEqual([
    `\ra.pth ${'░'.repeat(24)} 0.0 of 2.0 MB`,
    `\ra.pth ${'█'.repeat(12)}${'░'.repeat(12)} 1.0 of 2.0 MB`,
    `\ra.pth ${'█'.repeat(24)} 2.0 of 2.0 MB\n`,
  ]);
});
