import { styleText } from 'node:util';
import type { LogLevel } from './logger.js';

const COLOURS = { DEBUG: 'dim', INFO: 'green', WARNING: 'yellow', ERROR: 'red' } as const;

/**
 * A log line with its level in colour, where the stream is a terminal that wants colours (NO_COLOR and FORCE_COLOR are respected);
 * elsewhere the line as it is.
 */
export function colouredLine({ level, line }: { level: LogLevel; line: string }, stream: NodeJS.WriteStream): string {
  return line.replace(` - ${level} - `, ` - ${styleText(COLOURS[level], level, { stream })} - `);
}
