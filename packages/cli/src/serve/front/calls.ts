import type { MessagePort } from 'node:worker_threads';
import { fromPlainError, type PlainError, toPlainError } from '../../run/child-process.js';

/** What one thread does for the other; it says itself of what kind it takes its argument to be. */
export type Offers = Readonly<Record<string, (argument: unknown, signal: AbortSignal) => unknown>>;

type Message =
  | { type: 'call'; id: number; name: string; argument: unknown }
  | { type: 'abort'; id: number }
  | { type: 'done'; id: number; result: unknown }
  | { type: 'failed'; id: number; error: PlainError };

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** Functions that two threads call in each other. Arguments and results are copied; errors keep name, code, hint and stack. */
export class Calls {
  readonly #waiting = new Map<number, Waiting>();
  readonly #working = new Map<number, AbortController>();
  #next = 0;

  constructor(
    private readonly port: MessagePort,
    private readonly offers: Offers,
  ) {
    port.on('message', (message: Message) => this.take(message));
    port.on('close', () => this.breakOff(new Error('the other thread has ended')));
  }

  /** @param signal passed on to what is called, which decides what to make of it */
  async call<T>(name: string, argument?: unknown, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const id = this.#next;
    this.#next += 1;
    const abort = () => this.port.postMessage({ type: 'abort', id } satisfies Message);
    signal?.addEventListener('abort', abort);
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
        this.port.postMessage({ type: 'call', id, name, argument } satisfies Message);
      });
    } finally {
      this.#waiting.delete(id);
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Ends the connection; whoever still waits for a result gets an error. */
  close(): void {
    this.port.close();
  }

  private take(message: Message): void {
    if (message.type === 'call') void this.answer(message);
    else if (message.type === 'abort') this.#working.get(message.id)?.abort();
    else if (message.type === 'done') this.#waiting.get(message.id)?.resolve(message.result);
    else this.#waiting.get(message.id)?.reject(fromPlainError(message.error));
  }

  private async answer({ id, name, argument }: Message & { type: 'call' }): Promise<void> {
    const stop = new AbortController();
    this.#working.set(id, stop);
    let answer: Message;
    try {
      const offered = this.offers[name];
      if (offered === undefined) throw new Error(`nobody offers ${name}`);
      answer = { type: 'done', id, result: await offered(argument, stop.signal) };
    } catch (error) {
      answer = { type: 'failed', id, error: toPlainError(error) };
    }
    this.#working.delete(id);
    this.port.postMessage(answer);
  }

  private breakOff(why: Error): void {
    for (const { reject } of this.#waiting.values()) reject(why);
    for (const stop of this.#working.values()) stop.abort();
  }
}
