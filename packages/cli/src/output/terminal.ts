import { styleText } from 'node:util';
import type { InjectionToken } from '@mma/engine';

type Style = 'red' | 'green' | 'cyan' | 'yellow' | 'bold' | 'dim';

/** Where a command prints: results to stdout, everything about the work to stderr. */
export interface Terminal {
  print(text: string): void;
  error(text: string): void;
  /** Colours `text` when stderr is a terminal that wants colours (NO_COLOR and FORCE_COLOR are respected). */
  style(style: Style, text: string): string;
  readonly isInteractive: boolean;
}

export const TERMINAL: InjectionToken<Terminal> = Symbol('Terminal');

export function processTerminal(): Terminal {
  // A reader that has gone (`mma … | head`) ends the program quietly, as it does other programs.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  return {
    print: (text) => void process.stdout.write(`${text}\n`),
    error: (text) => void process.stderr.write(`${text}\n`),
    style: (style, text) => styleText(style, text, { stream: process.stderr }),
    isInteractive: Boolean(process.stderr.isTTY),
  };
}
