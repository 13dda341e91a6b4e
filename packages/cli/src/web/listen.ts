import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { CliError } from '../errors.js';

/** How long requests may take to finish when a server ends, in milliseconds. */
const GRACE = 5000;

/** Where a server listens; port 0 takes a free one. */
export interface Place {
  host: string;
  port: number;
}

/** A server that can be let to work and ended, wherever it runs. */
export interface WebServer {
  /**
   * @returns the address
   * @throws CliError `MMA_CLI_LISTEN` where the port is taken, or the address is none of this machine's
   */
  listen(place: Place): Promise<string>;
  /** Lets requests finish that have begun, if they do so soon. */
  close(): Promise<void>;
  /** Rejects where the server fails as a whole. */
  readonly failed?: Promise<never>;
}

export interface ListenOptions extends Place {
  /** Called with the address once it listens. */
  onReady: (address: string) => void;
  /** Called when the end is asked for. */
  onStop?: () => void;
}

/** {@link runUntilStopped} of a server in this thread. */
export function listenUntilStopped(app: FastifyInstance, options: ListenOptions): Promise<void> {
  return runUntilStopped(webServer(app), options);
}

/**
 * Lets a server work until Ctrl-C or SIGTERM; requests that have begun may then finish, a second signal leaves at once.
 *
 * @throws errors of `WebServer.listen`
 */
export async function runUntilStopped(
  server: WebServer,
  { host, port, onReady, onStop }: ListenOptions,
): Promise<void> {
  try {
    const address = await server.listen({ host, port });
    // Who reads that it listens may end it at once.
    const stopped = stopAsked();
    onReady(address);
    await Promise.race([stopped, ...(server.failed === undefined ? [] : [server.failed])]);
    onStop?.();
  } finally {
    await server.close();
  }
}

export function webServer(app: FastifyInstance): WebServer {
  return {
    async listen(place) {
      await listen(app, place);
      return addressOf(app);
    },
    close: () => close(app),
  };
}

async function listen(app: FastifyInstance, { host, port }: Place): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'another program listens there' : message;
    throw new CliError('MMA_CLI_LISTEN', `${host}:${port} cannot be listened on: ${why}.`, {
      hint: 'Choose another with --port; --port 0 takes a free one.',
      cause: error,
    });
  }
}

async function close(app: FastifyInstance): Promise<void> {
  const guard = setTimeout(() => app.server.closeAllConnections(), GRACE);
  await app.close();
  clearTimeout(guard);
}

function addressOf(app: FastifyInstance): string {
  const { address, port, family } = app.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Resolves at the first Ctrl-C or SIGTERM; the second one ends the process. */
async function stopAsked(): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const stop = new AbortController();
  await Promise.race(signals.map((signal) => once(process, signal, { signal: stop.signal }).catch(() => undefined)));
  stop.abort();
  for (const signal of signals) process.once(signal, () => process.exit(130));
}
