import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Place, WebServer } from '../../web/listen.js';
import type { VideoWork } from '../video-work.js';
import { Calls } from './calls.js';
import type { AnalyseCall, FrontData, FrontOptions, LocalizeCall } from './front-options.js';

// The built one, also where this file runs from its source, as in tests.
const PROGRAM = fileURLToPath(new URL('../../../dist/serve/front/thread.js', import.meta.url));

/**
 * The HTTP server in a thread of its own. Putting pictures on the device holds a thread up, the longer the more pictures there are; here
 * nobody who asks for `/health` waits for that.
 */
export class Front implements WebServer {
  /** Rejects when the thread fails. */
  readonly failed: Promise<never>;
  readonly #thread: Worker;
  readonly #calls: Calls;

  /** @param log takes a line for each prediction, and the stacks of faults */
  constructor(options: FrontOptions, work: VideoWork, log: (line: string) => void) {
    const { port1, port2 } = new MessageChannel();
    const workerData: FrontData = { ...options, port: port2 };
    this.#thread = new Worker(PROGRAM, { workerData, transferList: [port2] });
    this.failed = once(this.#thread, 'error').then(([error]) => Promise.reject(error));
    this.failed.catch(() => undefined);
    this.#calls = new Calls(port1, {
      analyse: (given, signal) => {
        const { file, topK } = given as AnalyseCall;
        return work.analyse(file, topK, signal);
      },
      localize: (given, signal) => {
        const { file, index } = given as LocalizeCall;
        return work.localize(file, index, signal);
      },
      log: (line) => log(String(line)),
    });
  }

  listen(place: Place): Promise<string> {
    return Promise.race([this.#calls.call<string>('listen', place), this.failed]);
  }

  async close(): Promise<void> {
    try {
      await Promise.race([this.#calls.call('close'), this.failed.catch(() => undefined)]);
    } finally {
      this.#calls.close();
      await this.#thread.terminate();
    }
  }
}
