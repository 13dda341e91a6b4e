import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from '../../web/http-error.js';
import type { RunStore } from '../runs/run-store.js';

/** Pages that may look at the same time. */
const MOST_READERS = 100;
/** Bytes that a reader may be behind; it is cut off then, comes again by itself, and gets everything anew. */
const MOST_WAITING = 2 ** 22;
/** Proxies close what is silent; in milliseconds. */
const HEARTBEAT = 15_000;

/** Server-sent events: `runs` (all of them, at the beginning), `run`, `gone`, `notices`. */
export class EventStreams {
  readonly #readers = new Set<PassThrough>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(
    app: FastifyInstance,
    private readonly store: RunStore,
  ) {
    store.on('run', (summary) => this.#send('run', summary));
    store.on('gone', (id) => this.#send('gone', id));
    store.on('notices', (notices) => this.#send('notices', notices));
    this.#heartbeat = setInterval(() => this.#write(': still here\n\n'), HEARTBEAT);
    app.addHook('preClose', async () => {
      clearInterval(this.#heartbeat);
      for (const reader of this.#readers) reader.end();
    });
  }

  readonly open = async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (this.#readers.size >= MOST_READERS) {
      throw new HttpError(503, 'MMA_HTTP_FULL', 'Too many pages are looking at this dashboard.');
    }
    const reader = new PassThrough({ highWaterMark: MOST_WAITING });
    this.#readers.add(reader);
    reader.once('close', () => this.#readers.delete(reader));
    reply.raw.once('close', () => reader.destroy());
    const { summaries, notices, roots } = this.store;
    reader.write(`retry: 2000\n${textOf('runs', { runs: summaries, notices, roots })}`);
    return reply.header('cache-control', 'no-store').type('text/event-stream').send(reader);
  };

  #send(event: string, data: unknown): void {
    this.#write(textOf(event, data));
  }

  #write(text: string): void {
    for (const reader of this.#readers) {
      if (reader.writableLength + text.length > MOST_WAITING) reader.destroy();
      else reader.write(text);
    }
  }
}

function textOf(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
