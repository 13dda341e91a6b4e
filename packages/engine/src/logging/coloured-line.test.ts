import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { afterEach, expect, it, vi } from 'vitest';
import { colouredLine } from './coloured-line.js';

const record = { level: 'WARNING', line: '2026/11/23 00:43:21 - mma - WARNING - low - WARNING - memory' } as const;

function stream(isTTY: boolean): NodeJS.WriteStream {
  // A terminal's own answer to what colours it has, which reads NO_COLOR and TERM.
  const { getColorDepth } = WriteStream.prototype;
  return Object.assign(new Writable(), { isTTY, getColorDepth }) as unknown as NodeJS.WriteStream;
}

afterEach(() => vi.unstubAllEnvs());

it('marks the level of a line on a terminal, and on a terminal alone', () => {
  // What Node reads besides TERM; where CI is set, no terminal has colours for it.
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI', 'TMUX']) vi.stubEnv(name, undefined);
  vi.stubEnv('TERM', 'xterm-256color');
  const coloured = '2026/11/23 00:43:21 - mma - \u001b[33mWARNING\u001b[39m - low - WARNING - memory';
  expect(colouredLine(record, stream(true))).toBe(coloured);
  expect(colouredLine(record, stream(false))).toBe(record.line);
  vi.stubEnv('NO_COLOR', '1');
  expect(colouredLine(record, stream(true))).toBe(record.line);
});
