import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { inject, injectable } from '@mma/engine';
import type { FastifyInstance } from 'fastify';
import type { Command } from '../command.js';
import { CliError } from '../errors.js';
import { readLabels } from '../inference/labels.js';
import { Recognizer } from '../inference/recognizer.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { openInput } from '../run/fetch.js';
import { COMPONENT_PACKAGES, readConfig } from '../run/read-config.js';
import { Analyser } from '../serve/analyser.js';
import { createServer } from '../serve/server.js';
import type { ServeOptions } from '../specs/serve.js';

/** Width × height of the largest pictures: 4096 × 2304. */
const MAX_PIXELS = 4096 * 2304;

/** How long requests may take to finish when the server ends, in milliseconds. */
const GRACE = 5000;

/** `mma serve CONFIG CHECKPOINT` */
@injectable()
export class ServeCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name, weights]: readonly [string, string], options: ServeOptions): Promise<undefined> {
    const { labelFile, host, port } = options;
    const labels = labelFile === undefined ? undefined : { file: labelFile, names: await readLabels(labelFile) };
    const config = await readConfig(name, options.cfgOptions);
    const checkpoint = await openInput(weights, this.terminal);
    const log = (line: string) => this.terminal.error(line);
    const modules = COMPONENT_PACKAGES;
    const recognizer = await Recognizer.open({ config, checkpoint, device: options.device, modules, onMessage: log });
    log('preparing the model');
    const analyser = await Analyser.open({
      recognizer,
      config,
      modules,
      labels,
      pipeline: options.pipeline,
      windows: { length: options.window, stride: options.stride },
      limits: { duration: options.maxDuration, pixels: MAX_PIXELS },
      timeLimit: options.timeout * 1000,
    });
    try {
      const app = await createServer({
        analyser,
        about: { config: name, device: recognizer.device.why },
        host,
        capacity: options.queue,
        maxUpload: options.maxUpload * 2 ** 20,
        timeLimit: options.timeout * 1000,
        log,
      });
      try {
        await listen(app, { host, port });
        this.terminal.print(`serving ${name} on ${addressOf(app)}`);
        log('Ctrl-C ends it');
        await stopAsked();
        log('answering what has begun; Ctrl-C again leaves at once');
      } finally {
        await close(app);
      }
    } finally {
      await analyser.close();
    }
    return undefined;
  }
}

/** @throws CliError `MMA_CLI_LISTEN` where the port is taken, or the address is none of this machine's */
async function listen(app: FastifyInstance, { host, port }: { host: string; port: number }): Promise<void> {
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

/** Lets requests finish that have begun, if they do so soon. */
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
