import { basename } from 'node:path';
import type { DownloadProgress } from './transfer.js';

type Show = (progress: DownloadProgress) => void;

const barWidth = 24;
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

/** Tells of downloads in lines, for a log: one at the start, one every quarter of the way or 30 seconds, one at the end. */
export function downloadLines(print: (line: string) => void): Show {
  let current = '';
  let quarter = 0;
  let last = 0;
  return ({ url, file, received, total }) => {
    if (url !== current) {
      print(`Downloading ${url} to ${file}${total === undefined ? '' : ` (${megabytes(total)} MB)`}`);
      [current, quarter, last] = [url, 0, Date.now()];
    }
    const reached = total === undefined || total === 0 ? 0 : Math.floor((4 * received) / total);
    if (reached <= quarter && Date.now() - last < 30_000) return;
    [quarter, last] = [reached, Date.now()];
    print(`    ${describe(received, total)}`);
  };
}

/** Shows downloads on stderr: as a bar on a terminal, else in lines. */
export function showDownload(stream: NodeJS.WriteStream = process.stderr): Show {
  if (!stream.isTTY) return downloadLines((line) => stream.write(`${line}\n`));
  let shown = '';
  return ({ file, received, total }) => {
    const filled = total === undefined || total === 0 ? 0 : Math.floor((barWidth * received) / total);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
    const text = `\r${basename(file)} ${bar} ${describe(received, total)}${received === total ? '\n' : ''}`;
    if (text !== shown) stream.write(text);
    shown = text;
  };
}

function describe(received: number, total: number | undefined): string {
  return total === undefined ? `${megabytes(received)} MB` : `${megabytes(received)} of ${megabytes(total)} MB`;
}
