import { setTimeout as sleep } from 'node:timers/promises';
import { VisualizationError } from '../errors.js';

export interface RequestOptions {
  method?: 'GET' | 'POST';
  /** Sent as JSON. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Whether there may be no such thing (404), which is no error then. */
  mayBeAbsent?: boolean;
  /** What the user can do when the service refuses the request as not allowed. */
  keyHint: string;
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;
const TIMEOUT_MS = 20_000;

/**
 * Sends a request and reads its answer as JSON. What may pass (no answer, too many requests, an error of the service) is tried again, in
 * growing intervals.
 *
 * @returns undefined where what may be absent is
 * @throws VisualizationError `MMA_VISUALIZATION_HTTP` naming address and answer
 */
export async function requestJson(url: string, options: RequestOptions): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(url, options);
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof Passing)) throw refused(url, error, options);
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}

/** A failure that may be gone the next time. */
class Passing extends Error {}

async function send(
  url: string,
  { method = 'POST', body, headers = {}, mayBeAbsent = false }: RequestOptions,
): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Passing(cause instanceof Error ? cause.message || message : message);
  }
  const text = await response.text();
  if (response.status === 404 && mayBeAbsent) return undefined;
  if (response.ok) return text === '' ? {} : JSON.parse(text);
  const answer = `${response.status} ${response.statusText}: ${text.slice(0, 200)}`;
  if (response.status === 429 || response.status >= 500) throw new Passing(answer);
  throw response.status === 401 || response.status === 403 ? new NotAllowed(answer) : new Error(answer);
}

class NotAllowed extends Error {}

function refused(url: string, error: unknown, { keyHint }: RequestOptions): VisualizationError {
  const { host } = new URL(url);
  const message = error instanceof Error ? error.message : String(error);
  return new VisualizationError('MMA_VISUALIZATION_HTTP', `${host} does not take what it is sent: ${message}`, {
    hint: error instanceof NotAllowed ? keyHint : 'is the address right, and can it be reached from here?',
    cause: error,
  });
}
