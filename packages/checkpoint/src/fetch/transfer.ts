import { type FileHandle, open, readFile, writeFile } from 'node:fs/promises';
import { type Dispatcher, fetch, type Response } from 'undici';
import { writeError } from '../files/replace-file.js';

/** How much of a file is here. */
export interface DownloadProgress {
  readonly url: string;
  /** The file it becomes. */
  readonly file: string;
  readonly received: number;
  /** Bytes of the whole file, where the server says it. */
  readonly total: number | undefined;
}

/** The server's answer was an error, or none came: another attempt now would end the same. */
export class Refusal extends Error {
  readonly status: number | undefined;

  constructor(reason: string, options: { status?: number; cause?: unknown } = {}) {
    super(reason, { cause: options.cause });
    this.status = options.status;
  }
}

/** The connection broke; what came is kept, and another attempt goes on from there. */
export class Interruption extends Error {
  /** Whether this attempt brought the file further than the one before. */
  readonly gained: boolean;

  constructor(reason: string, options: { gained: boolean; cause?: unknown }) {
    super(reason, { cause: options.cause });
    this.gained = options.gained;
  }
}

export interface TransferOptions {
  readonly dispatcher: Dispatcher;
  /** Whether a hash will tell if old and new parts do not belong together; else the server has to vouch for it. */
  readonly hashed: boolean;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One attempt to fetch `url` into `<file>.part`, from where an earlier one stopped if the server allows it.
 *
 * @throws Refusal or Interruption, or a CheckpointError where the disk fails.
 */
export async function transfer(url: string, file: string, options: TransferOptions): Promise<void> {
  const { part, tag } = { part: `${file}.part`, tag: `${file}.part.tag` };
  const handle = await onDisk(file, () => open(part, 'a+'));
  try {
    let { size } = await handle.stat();
    const validator = await readFile(tag, 'utf8').catch(() => ''); // None was kept: the file may have changed since.
    if (validator === '' && !options.hashed) size = 0;
    const response = await request(url, options, {
      'accept-encoding': 'identity',
      ...(size > 0 ? { range: `bytes=${size}-` } : {}),
      ...(size > 0 && validator !== '' ? { 'if-range': validator } : {}),
    });
    const { start, total } = placeOf(response);
    const resumed = response.status === 206 && start === size && size > 0;
    if (response.status === 416) {
      await response.body?.cancel();
      if (total === size && size > 0) return;
      await handle.truncate(0);
      throw new Interruption('the server has less than is here already', { gained: false });
    }
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw statusError(response.status);
    }
    if (response.status === 206 && start !== (resumed ? size : 0)) {
      await response.body.cancel();
      await handle.truncate(0);
      throw new Interruption('the server sent another part than asked for', { gained: false });
    }
    if (!resumed) {
      await onDisk(file, () => handle.truncate(0));
      await onDisk(file, () => writeFile(tag, validatorOf(response)));
    }
    await receive(response, handle, { url, file, received: resumed ? size : 0, total, resumed, options });
    await onDisk(file, () => handle.sync());
  } finally {
    await handle.close();
  }
}

interface Reception {
  readonly url: string;
  readonly file: string;
  readonly received: number;
  readonly total: number | undefined;
  readonly resumed: boolean;
  readonly options: TransferOptions;
}

/** Append the answer's body to the part. */
async function receive(response: Response, handle: FileHandle, reception: Reception): Promise<void> {
  const { url, file, total, resumed, options } = reception;
  let { received } = reception;
  const chunks = response.body![Symbol.asyncIterator]();
  for (;;) {
    options.onProgress?.({ url, file, received, total });
    const { value, done } = await chunks.next().catch((cause: unknown) => {
      throw new Interruption(reasonOf(cause), { gained: resumed && received > reception.received, cause });
    });
    if (done) break;
    await onDisk(file, () => handle.appendFile(value));
    received += value.byteLength;
  }
  if (total !== undefined && received !== total) {
    throw new Interruption(`${received} of ${total} bytes came`, { gained: resumed && received > reception.received });
  }
}

async function request(
  url: string,
  { dispatcher, signal }: TransferOptions,
  headers: Record<string, string>,
): Promise<Response> {
  try {
    return await fetch(url, { dispatcher, headers, signal: signal ?? null });
  } catch (cause) {
    const reason = reasonOf(cause);
    if (brokenConnections.has(codeOf(cause))) throw new Interruption(reason, { gained: false, cause });
    throw new Refusal(reason, { cause });
  }
}

const brokenConnections = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

function statusError(status: number): Error {
  if (status === 408 || status === 429 || status >= 500) {
    return new Interruption(`the server answered ${status}`, { gained: false });
  }
  return new Refusal(`the server answered ${status}`, { status });
}

/** Where the answer's bytes belong in the file, and how long that is. */
function placeOf(response: Response): { start: number; total: number | undefined } {
  const [, first, all] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  const length = response.headers.get('content-length');
  const whole = all ?? (response.status === 200 && length !== null ? length : '*');
  return { start: Number(first ?? 0), total: whole === '*' ? undefined : Number(whole) };
}

/** What lets the server say later whether the file is still the same; weak tags do not serve for parts of files. */
function validatorOf(response: Response): string {
  const etag = response.headers.get('etag');
  return etag !== null && !etag.startsWith('W/') ? etag : (response.headers.get('last-modified') ?? '');
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

/** `fetch` says only that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || codeOf(cause) || cause.name : String(cause);
}

async function onDisk<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw writeError(file, error);
  }
}
