import { closeSync, openSync, writeSync } from 'node:fs';
import { writeError } from '../checkpoint/write-error.js';
import { logTime } from './format.js';

/** Levels in order of weight; a logger drops what is below its own. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** One thing said: the bare message, and the line as it stands in the log. */
export interface LogRecord {
  level: LogLevel;
  message: string;
  line: string;
}

export interface LoggerOptions {
  level?: LogLevel;
  /** Appended to; opened at once, so that an unwritable folder is known before any work. */
  file?: string;
  /** Receives every record that passes the level: the terminal, an event stream. */
  sinks?: readonly ((record: LogRecord) => void)[];
}

/** Writes lines as MMEngine's logger does: `2026/11/23 00:43:21 - mma - INFO - message`. */
export class Logger {
  private readonly level: number;
  private readonly sinks: readonly ((record: LogRecord) => void)[];
  private readonly path: string | undefined;
  private file: number | undefined;

  constructor(options: LoggerOptions = {}) {
    this.level = LOG_LEVELS.indexOf(options.level ?? 'INFO');
    this.sinks = options.sinks ?? [];
    this.path = options.file;
    this.file = options.file === undefined ? undefined : openSync(options.file, 'a');
  }

  debug(message: string): void {
    this.log('DEBUG', message);
  }

  info(message: string): void {
    this.log('INFO', message);
  }

  warning(message: string): void {
    this.log('WARNING', message);
  }

  error(message: string): void {
    this.log('ERROR', message);
  }

  /** Writes to the file alone what the terminal has shown already, before there was a log. */
  note(message: string): void {
    if (this.level <= LOG_LEVELS.indexOf('INFO')) this.append(lineOf('INFO', message));
  }

  /** Closes the file, on `lastWords` for it alone; what is said afterwards reaches only the sinks. */
  close(lastWords?: string): void {
    if (lastWords !== undefined) this.append(lineOf('ERROR', lastWords));
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private log(level: LogLevel, message: string): void {
    if (LOG_LEVELS.indexOf(level) < this.level) return;
    const line = lineOf(level, message);
    // Written at once: the last lines before a crash are the ones that matter.
    this.append(line);
    for (const sink of this.sinks) sink({ level, message, line });
  }

  /** A log that cannot be written any more is no reason to lose the run: the sinks are told, and the run goes on. */
  private append(line: string): void {
    if (this.file === undefined) return;
    try {
      writeSync(this.file, `${line}\n`);
    } catch (error) {
      closeSync(this.file);
      this.file = undefined;
      this.warning(`The log ends here: ${writeError(this.path!, error).message}`);
    }
  }
}

function lineOf(level: LogLevel, message: string): string {
  return `${logTime(new Date())} - mma - ${level} - ${message}`;
}
