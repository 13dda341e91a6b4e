import type { Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** What a reading found: nothing new, more lines, or another file in the place of the one that was read before. */
export type TailChange = 'same' | 'more' | 'anew';

export interface TailOptions {
  onLine: (line: string) => void;
  /** Whether text without a newline at the end of the file is a line already. */
  isWhole?: (text: string) => boolean;
}

const CHUNK = 2 ** 20;
/** Longer lines are nothing that a run writes; they are passed over. */
const LONGEST_LINE = 2 ** 22;
/** Bytes before the place where the last reading ended, by which a file that was written anew is told. */
const MARK = 64;
const NEWLINE = 10;

/**
 * Reads a growing text file line by line, each time from where it ended before. A line that is half written waits for its rest. A file that
 * was cut off, replaced or written anew is read from its beginning.
 */
export class FileTail {
  /** When the file was last written to, in milliseconds; 0 while there is none. */
  modified = 0;
  /** Bytes of the file at the last reading. */
  size = 0;
  #inode = 0;
  #offset = 0;
  #mark = Buffer.alloc(0);
  #rest = Buffer.alloc(0);
  #isSkipping = false;

  constructor(readonly path: string) {}

  /**
   * @param begin called before the first line of a file that is read from its beginning for a second time
   * @throws the file system's error, unless the file is not there (yet, or any more): then nothing has changed
   */
  async read({ onLine, isWhole }: TailOptions, begin: () => void): Promise<TailChange> {
    const seen = await stat(this.path).catch(absent);
    // Most looks end here. Opening a pipe would wait for whoever writes to it.
    if (seen === undefined || !seen.isFile() || this.#isAsBefore(seen)) return 'same';
    const file = await open(this.path).catch(absent);
    if (file === undefined) return 'same';
    try {
      const { ino, size, mtimeMs } = await file.stat();
      const isAnew = this.#offset > 0 && !(await this.#goesOn(file, { ino, size }));
      if (isAnew) {
        this.#offset = 0;
        this.#rest = Buffer.alloc(0);
        this.#mark = Buffer.alloc(0);
        this.#isSkipping = false;
        begin();
      }
      [this.#inode, this.size, this.modified] = [ino, size, mtimeMs];
      const before = this.#offset;
      await this.#readOn(file, size, { onLine, ...(isWhole === undefined ? {} : { isWhole }) });
      if (isAnew) return 'anew';
      return this.#offset > before ? 'more' : 'same';
    } finally {
      await file.close();
    }
  }

  #isAsBefore({ ino, size, mtimeMs }: Stats): boolean {
    return ino === this.#inode && size === this.size && mtimeMs === this.modified;
  }

  async #goesOn(file: FileHandle, { ino, size }: { ino: number; size: number }): Promise<boolean> {
    if (ino !== this.#inode || size < this.#offset) return false;
    const now = Buffer.alloc(this.#mark.length);
    await file.read(now, 0, now.length, this.#offset - now.length);
    return now.equals(this.#mark);
  }

  async #readOn(file: FileHandle, size: number, options: TailOptions): Promise<void> {
    while (this.#offset < size) {
      const chunk = Buffer.alloc(Math.min(CHUNK, size - this.#offset));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, this.#offset);
      if (bytesRead === 0) break;
      const read = chunk.subarray(0, bytesRead);
      this.#offset += bytesRead;
      this.#mark = Buffer.concat([this.#mark, read.subarray(-MARK)]).subarray(-MARK);
      this.#split(read, options);
    }
  }

  #split(read: Buffer, { onLine, isWhole }: TailOptions): void {
    const text = this.#rest.length === 0 ? read : Buffer.concat([this.#rest, read]);
    let start = 0;
    for (let end = text.indexOf(NEWLINE); end !== -1; end = text.indexOf(NEWLINE, start)) {
      if (!this.#isSkipping) onLine(text.toString('utf8', start, end).replace(/\r$/, ''));
      this.#isSkipping = false;
      start = end + 1;
    }
    this.#rest = Buffer.from(text.subarray(start));
    if (this.#rest.length > LONGEST_LINE) {
      this.#isSkipping = true;
      this.#rest = Buffer.alloc(0);
    } else if (isWhole !== undefined && this.#rest.length > 0 && isWhole(this.#rest.toString())) {
      onLine(this.#rest.toString());
      this.#rest = Buffer.alloc(0);
    }
  }
}

/** Files come and go; every other failure is one. */
function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
