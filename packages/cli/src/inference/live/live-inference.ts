import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, isUserError } from '../../errors.js';
import type { Terminal } from '../../output/terminal.js';
import type { InferOptions } from '../../specs/infer.js';
import { named, thousandth } from '../long/predict-windows.js';
import { feedSetup, type OpenedRecognizer, openWeights, readNamed, THRESHOLD } from '../open-recognizer.js';
import type { FeedSetup } from '../windows/feed-protocol.js';
import { WindowFeed } from '../windows/window-feed.js';
import { type LiveWindow, liveLine } from './live-line.js';

/** How long a source may send nothing, in seconds. */
const TIMEOUT = 10;

/** Between two attempts to reach a source again, in milliseconds. */
const PAUSE = 1000;

/** Errors of a source that may come back. */
const MAY_COME_BACK = ['MMA_VIDEO_STREAM', 'MMA_VIDEO_NOT_FOUND'];

type Emit = (window: LiveWindow) => Promise<void>;

/** `mma infer` of a camera or stream: the newest window, over and over, until the source ends or somebody ends it. */
export class LiveInference {
  readonly #total = { windows: 0, dropped: { windows: 0, frames: 0 } };

  constructor(
    private readonly terminal: Terminal,
    private readonly options: InferOptions,
  ) {}

  /**
   * @param signal ends it, without an error
   * @throws VideoError for a source that cannot be reached, breaks off, or does not come back
   */
  async run(source: string, signal: AbortSignal): Promise<void> {
    const { options, terminal } = this;
    const { config, labels } = await readNamed(options);
    const { timeout = TIMEOUT } = options;
    const setup = { ...feedSetup(config, options), source, live: { timeout } };
    const file = options.predOutFile === undefined ? undefined : await openForWriting(options.predOutFile);
    const emit: Emit = async (window) => {
      const { threshold = THRESHOLD } = options;
      terminal.print(options.json ? JSON.stringify(window) : liveLine(window, threshold));
      await file?.write(`${JSON.stringify(window)}\n`);
    };
    try {
      // First: a source that is not there is told at once.
      const feed = await WindowFeed.open(setup, signal).catch(unlessAborted(signal));
      if (feed === undefined) return;
      const recognizer = await openWeights(config, options, terminal).catch(async (error) => {
        await feed.close();
        throw error;
      });
      await this.watch(setup, feed, { opened: { recognizer, config, labels }, emit, signal });
    } finally {
      await file?.close();
      const { windows, dropped } = this.#total;
      if (windows > 0) {
        terminal.error(`${windows} windows; ${dropped.windows} windows and ${dropped.frames} frames were dropped`);
      }
    }
  }

  /** Watches a source, and again where it ends and may come back. */
  private async watch(setup: FeedSetup, first: WindowFeed, context: Watch): Promise<void> {
    const { reconnect = 0 } = this.options;
    let feed: WindowFeed | undefined = first;
    while (feed !== undefined) {
      const failure = await this.watchOnce(feed, context);
      if (context.signal.aborted) return;
      if (reconnect === 0) {
        if (failure !== undefined) throw withHint(failure);
        this.terminal.error('the stream has ended');
        return;
      }
      if (failure !== undefined && !mayComeBack(failure)) throw failure;
      this.terminal.error(`${failure?.message ?? 'The stream has ended.'} Trying again for ${reconnect} s.`);
      feed = await this.reopen(setup, failure, context.signal);
      if (feed !== undefined) this.terminal.error('the stream is back');
    }
  }

  /** @returns why the source broke off; undefined where it ended, or was told to */
  private async watchOnce(feed: WindowFeed, { opened, emit, signal }: Watch): Promise<Error | undefined> {
    const { topK, labelFile } = this.options;
    const { recognizer, labels } = opened;
    const end = () => void feed.close();
    signal.addEventListener('abort', end, { once: true });
    let dropped = { windows: 0, frames: 0 };
    try {
      while (!signal.aborted) {
        const fed = await next(feed);
        if (fed === undefined || fed instanceof Error) return fed;
        const [scores] = await recognizer.predict([fed.sample]);
        if (signal.aborted) return undefined;
        dropped = fed.dropped;
        this.#total.windows++;
        await emit({
          at: new Date(fed.completed).toISOString(),
          start: thousandth(fed.window.start),
          end: thousandth(fed.window.end),
          predictions: named(scores!, { topK, labels, labelFile }),
          lag: (Date.now() - fed.completed) / 1000,
          dropped,
        });
      }
      return undefined;
    } finally {
      this.#total.dropped.windows += dropped.windows;
      this.#total.dropped.frames += dropped.frames;
      signal.removeEventListener('abort', end);
      await feed.close();
    }
  }

  private async reopen(
    setup: FeedSetup,
    failure: Error | undefined,
    signal: AbortSignal,
  ): Promise<WindowFeed | undefined> {
    const { reconnect = 0 } = this.options;
    let last = failure ?? new CliError('MMA_CLI_STREAM', `${setup.source} has ended, and has not come back.`);
    const deadline = AbortSignal.timeout(reconnect * 1000);
    const stop = AbortSignal.any([signal, deadline]);
    while (!stop.aborted) {
      try {
        return await WindowFeed.open(setup, stop);
      } catch (error) {
        if (stop.aborted) break;
        if (!mayComeBack(error)) throw error;
        last = error;
      }
      await sleep(PAUSE, undefined, { signal: stop }).catch(unlessAborted(stop));
    }
    if (signal.aborted) return undefined;
    throw last;
  }
}

interface Watch {
  opened: OpenedRecognizer;
  emit: Emit;
  signal: AbortSignal;
}

/** The next window, or why there is none; faults of ours are thrown. */
async function next(feed: WindowFeed) {
  try {
    return await feed.next();
  } catch (error) {
    if (isUserError(error)) return error;
    throw error;
  }
}

function mayComeBack(error: unknown): error is Error {
  return isUserError(error) && MAY_COME_BACK.includes(error.code);
}

function withHint(failure: Error): Error {
  if (!mayComeBack(failure) || ('hint' in failure && failure.hint !== undefined)) return failure;
  return Object.assign(failure, { hint: '--reconnect 60 waits a minute for it to come back.' });
}

function unlessAborted(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}

/** Lines are added as they come: who follows a stream wants them now. */
async function openForWriting(path: string) {
  return open(path, 'w').catch((cause: Error) => {
    throw new CliError('MMA_CLI_WRITE', `${path} cannot be written: ${cause.message}`, {
      hint: 'Choose another place.',
      cause,
    });
  });
}
