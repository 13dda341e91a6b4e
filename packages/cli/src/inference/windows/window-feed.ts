import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { askChild, endChild, fromPlainError } from '../../run/child-process.js';
import type { FedWindow, FeedInfo, FeedReply, FeedSetup } from './feed-protocol.js';

// The built one, also where this file runs from its source, as in tests.
const PROGRAM = fileURLToPath(new URL('../../../dist/inference/windows/feed-process.js', import.meta.url));

/**
 * The windows of a file or a live source, decoded and prepared by a process of its own. A file gives all its windows; a live source gives
 * the newest one whenever it is asked.
 */
export class WindowFeed {
  #isClosed = false;

  private constructor(
    private readonly child: ChildProcess,
    readonly info: FeedInfo,
  ) {}

  /**
   * @param signal ends the wait for a source that does not answer
   * @throws VideoError for a source that cannot be opened, CliError for a pipeline or windows that do not serve
   */
  static async open(setup: FeedSetup, signal?: AbortSignal): Promise<WindowFeed> {
    signal?.throwIfAborted();
    const child = fork(PROGRAM, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const end = () => void endChild(child);
    signal?.addEventListener('abort', end, { once: true });
    try {
      const reply = await askChild<FeedReply>(child, setup);
      if (reply.type === 'ready') return new WindowFeed(child, reply.info);
      throw reply.type === 'error'
        ? fromPlainError(reply.error)
        : new Error(`a feeding process answered ${reply.type}`);
    } catch (error) {
      await endChild(child);
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', end);
    }
  }

  /**
   * The next window, or the newest one of a live source; undefined at the end and after `close`.
   *
   * @throws VideoError where the source breaks off or its data are damaged
   */
  async next(): Promise<FedWindow | undefined> {
    if (this.#isClosed) return undefined;
    try {
      const reply = await askChild<FeedReply>(this.child, { type: 'next' });
      if (reply.type === 'window') return reply.fed;
      if (reply.type === 'error') throw fromPlainError(reply.error);
      return undefined;
    } catch (error) {
      if (this.#isClosed) return undefined;
      throw error;
    }
  }

  /** Ends the process, whatever it is doing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await endChild(this.child);
  }
}
