import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { CliError, isUserError } from '../errors.js';

/** An error that crosses processes or threads: it keeps its kind and its stack, a user's one its code and hint. */
export interface PlainError {
  name: string;
  message: string;
  code?: string | undefined;
  hint?: string | undefined;
  stack?: string | undefined;
}

export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  const { code, hint } = isUserError(error) ? error : { code: undefined, hint: undefined };
  return { name, message, code, hint, stack };
}

export function fromPlainError({ name, message, code, hint, stack }: PlainError): Error {
  const known = code === undefined ? {} : { code, hint };
  return Object.assign(new Error(message), { name, ...known, ...(stack === undefined ? {} : { stack }) });
}

export interface AskOptions {
  /** How long an answer may take, in milliseconds; any time where there is none. */
  limit?: number;
  /** What to do with a process that takes longer, and the error for it. */
  overdue?: () => Error;
}

/**
 * Sends a process a message and waits for its next one. Not for two requests at once.
 *
 * @throws CliError `MMA_CLI_DECODE_CRASH` where the process ends instead
 */
export async function askChild<Reply>(child: ChildProcess, request: object, options: AskOptions = {}): Promise<Reply> {
  const { limit, overdue } = options;
  const stop = new AbortController();
  const { signal } = stop;
  let guard: NodeJS.Timeout | undefined;
  const outcomes = [
    once(child, 'message', { signal }).then(([reply]) => reply as Reply),
    once(child, 'exit', { signal }).then(() => {
      throw new CliError('MMA_CLI_DECODE_CRASH', 'The video brought the decoder down.', {
        hint: 'Encode it anew, for example with `ffmpeg -i IN OUT.mp4`.',
      });
    }),
  ];
  if (limit !== undefined && overdue !== undefined) {
    const expired = new Promise<never>((_, reject) => {
      guard = setTimeout(() => reject(overdue()), limit);
    });
    outcomes.push(expired);
  }
  try {
    child.send(request);
    return await Promise.race(outcomes);
  } finally {
    clearTimeout(guard);
    for (const waiting of outcomes) waiting.catch(() => undefined);
    stop.abort();
  }
}

/** Ends a process, whatever it is doing. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
