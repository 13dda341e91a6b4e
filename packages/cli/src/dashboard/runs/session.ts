import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isTraining, parseScalarLine } from '@mma/visualization';
import { FileTail, type TailChange } from './file-tail.js';
import { LogFacts } from './log-facts.js';
import { ScalarTable } from './scalar-table.js';

/** Where a session's files are. */
export interface SessionPlace {
  /** The folder of the run that it belongs to: a work dir. */
  workDir: string;
  /** The folder of the session itself: `<work dir>/<timestamp>`. */
  dir: string;
  scalars: string;
  log: string;
}

/** One start of `mma train` or `mma test`: what it has written so far. */
export class Session {
  readonly name: string;
  readonly train = new ScalarTable();
  readonly val = new ScalarTable();
  facts = new LogFacts();
  /** How often the scalars were begun anew. */
  resets = 0;
  /** Lines of scalars that could not be read, and the first of them. */
  badLines = 0;
  firstBadLine = 0;
  /** What `mma test` found. */
  testMetrics: Readonly<Record<string, number>> = {};
  /** Why the files cannot be read. */
  failure: string | undefined;
  readonly #scalars: FileTail;
  readonly #log: FileTail;
  #line = 0;

  constructor(readonly place: SessionPlace) {
    this.name = basename(place.dir);
    this.#scalars = new FileTail(place.scalars);
    this.#log = new FileTail(place.log);
  }

  get workDir(): string {
    return this.place.workDir;
  }

  /** When it last wrote something, in milliseconds. */
  get modified(): number {
    return Math.max(this.#scalars.modified, this.#log.modified);
  }

  get logSize(): number {
    return this.#log.size;
  }

  /** When it began, in seconds since 1970: its folder's name says so. */
  get started(): number | null {
    const parts = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)$/.exec(this.name);
    if (parts === null) return null;
    const [, year, month, day, hour, minute, second] = parts;
    return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}`) / 1000;
  }

  get config(): string {
    return join(dirname(this.place.scalars), 'config.py');
  }

  /** Takes in what has been written since. */
  async read(): Promise<boolean> {
    try {
      // The log is written first, so that after the second reading it holds the times of all iterations.
      const log = await this.#readLog();
      const options = { onLine: (line: string) => this.#add(line), isWhole };
      const scalars = await this.#scalars.read(options, () => this.#begin());
      if (scalars !== 'same') {
        await this.#readLog();
        this.#fillTimes();
      }
      const hasFailed = this.failure !== undefined;
      this.failure = undefined;
      const isTested = this.facts.isTest && (await this.#readTest());
      return hasFailed || isTested || log !== 'same' || scalars !== 'same';
    } catch (error) {
      const before = this.failure;
      this.failure = (error as Error).message;
      return before !== this.failure;
    }
  }

  #readLog(): Promise<TailChange> {
    return this.#log.read({ onLine: (line) => this.facts.add(line) }, () => {
      this.facts = new LogFacts();
    });
  }

  #fillTimes(): void {
    for (const { iterations, times } of [this.train, this.val]) {
      const first = times.findLastIndex((time) => !Number.isNaN(time)) + 1;
      for (let row = first; row < times.length; row += 1) {
        times[row] = this.facts.times.get(iterations[row]!) ?? Number.NaN;
      }
    }
  }

  /** The metrics of a test lie beside its log, once it is done. */
  async #readTest(): Promise<boolean> {
    if (Object.keys(this.testMetrics).length > 0) return false;
    const text = await readFile(join(this.place.dir, `${this.name}.json`), 'utf8').catch(() => '');
    if (text === '' || !isWhole(text.trim())) return false;
    this.testMetrics = Object.fromEntries(
      Object.entries(parseScalarLine(text.trim())).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number' && !['time', 'data_time'].includes(entry[0]),
      ),
    );
    return true;
  }

  #add(line: string): void {
    this.#line += 1;
    if (line.trim() === '') return;
    try {
      const record = parseScalarLine(line);
      if (isTraining(record)) {
        const iter = record['iter']!;
        this.train.add(record, { iter, time: Number.NaN });
      } else {
        const { facts, train } = this;
        this.val.add(record, { iter: train.iterations.at(-1) ?? facts.resumedFrom ?? 0, time: Number.NaN });
      }
    } catch {
      // A broken line is told of on the page; the others are as good as ever.
      this.badLines += 1;
      if (this.badLines === 1) this.firstBadLine = this.#line;
    }
  }

  #begin(): void {
    this.train.clear();
    this.val.clear();
    this.resets += 1;
    this.badLines = 0;
    this.#line = 0;
  }
}

/** An object that is closed is a line, also where no newline follows. */
function isWhole(text: string): boolean {
  if (!text.endsWith('}')) return false;
  try {
    parseScalarLine(text);
    return true;
  } catch {
    return false;
  }
}
