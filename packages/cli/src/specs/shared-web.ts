import type { OptionSpec } from '../command.js';
import { UsageError } from '../errors.js';

/** Where a server listens. */
export interface WebOptions {
  port: number;
  host: string;
}

export const webOptions = (port: number): OptionSpec[] => [
  { flags: '--port <n>', description: 'where to listen; 0 takes a free port', default: port, parse: parsePort },
  { flags: '--host <address>', description: 'where to listen; 0.0.0.0 lets other machines in', default: '127.0.0.1' },
];

function parsePort(text: string): number {
  if (/^\d+$/.test(text) && Number(text) < 65536) return Number(text);
  throw new UsageError(`'${text}' is not a port.`, 'Ports are numbers from 0 to 65535.');
}
