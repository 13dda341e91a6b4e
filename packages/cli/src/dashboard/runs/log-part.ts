import { open, stat } from 'node:fs/promises';

/** A stretch of a log. */
export interface LogPart {
  text: string;
  /** Bytes of the file; `to` is where the next part begins. */
  from: number;
  to: number;
}

const MOST = 2 ** 17;
const NEWLINE = 10;

/**
 * The end of a log, in whole lines; with `from`, what has been written since, or the end again where that is too much or the file was cut off.
 *
 * @throws the file system's error where it cannot be read
 */
export async function readLogPart(path: string, from = 0): Promise<LogPart> {
  if (!(await stat(path)).isFile()) return { text: '', from: 0, to: 0 };
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const goesOn = from > 0 && from <= size && size - from <= MOST;
    const start = goesOn ? from : Math.max(0, size - MOST);
    const bytes = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    const read = bytes.subarray(0, bytesRead);
    const begin = goesOn || start === 0 ? 0 : read.indexOf(NEWLINE) + 1;
    // A line that is half written comes with the next part; only a log that has none at all is shown as it is.
    const end = read.lastIndexOf(NEWLINE) + 1;
    return {
      text: read.toString('utf8', begin, Math.max(begin, end)),
      from: start + begin,
      to: start + Math.max(begin, end),
    };
  } finally {
    await file.close();
  }
}
