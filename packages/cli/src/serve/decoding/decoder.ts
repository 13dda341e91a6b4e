import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CliError } from '../../errors.js';
import { askChild, endChild, fromPlainError } from '../../run/child-process.js';
import type { DecodedVideo, DecodedWindows } from './clip-pipeline.js';
import type { DecodeReply, DecodeRequest, Setup } from './protocol.js';

// The built one, also where this file runs from its source, as in tests.
const PROGRAM = fileURLToPath(new URL('../../../dist/serve/decoding/process.js', import.meta.url));

/** How long a process may take to begin, in milliseconds. */
const START_LIMIT = 60_000;

/**
 * Decodes uploads in a process of its own, one at a time: a file that brings the decoder down or keeps it busy for ever costs that
 * request alone, and the next one gets a new process.
 */
export class Decoder {
  #process: Promise<ChildProcess> | undefined;
  #isClosed = false;

  /** @param timeLimit for one video, in milliseconds */
  constructor(
    private readonly setup: Setup,
    private readonly timeLimit: number,
  ) {}

  /**
   * @throws errors of `ClipPipeline.decode`
   * @throws CliError `MMA_CLI_DECODE_TIME` for a video that takes longer than the limit, `MMA_CLI_DECODE_CRASH` for one that ends the process
   */
  async decode(file: string): Promise<DecodedVideo> {
    const reply = await this.request({ file, want: 'video' });
    if (reply.type === 'video') return reply.decoded;
    throw unexpected(reply);
  }

  /** @throws as `decode` */
  async decodeWindows(file: string): Promise<DecodedWindows> {
    const reply = await this.request({ file, want: 'windows' });
    if (reply.type === 'windows') return reply.decoded;
    throw unexpected(reply);
  }

  /** Ends the process, whatever it is doing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const child = await this.#process?.catch(() => undefined);
    if (child !== undefined) await endChild(child);
  }

  private async request(request: DecodeRequest): Promise<DecodeReply> {
    return this.ask(await this.start(), request, this.timeLimit);
  }

  private async start(): Promise<ChildProcess> {
    const known = await this.#process;
    if (known?.connected) return known;
    if (this.#isClosed) throw new CliError('MMA_CLI_DECODE_CRASH', 'The server is stopping.');
    this.#process = this.begin();
    this.#process.catch(() => {
      this.#process = undefined;
    });
    return this.#process;
  }

  private async begin(): Promise<ChildProcess> {
    const child = fork(PROGRAM, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const reply = await this.ask(child, this.setup, START_LIMIT);
    if (reply.type === 'ready') {
      child.once('exit', () => {
        this.#process = undefined;
      });
      return child;
    }
    await endChild(child);
    throw unexpected(reply);
  }

  private ask(child: ChildProcess, request: object, limit: number): Promise<DecodeReply> {
    const overdue = (): CliError => {
      child.kill('SIGKILL');
      // The next video must not be given to a process that is about to end.
      this.#process = undefined;
      return new CliError('MMA_CLI_DECODE_TIME', `Reading the video takes longer than ${limit / 1000} s.`, {
        hint: 'Cut it or scale it down, or serve with a larger --timeout.',
      });
    };
    return askChild(child, request, { limit, overdue });
  }
}

function unexpected(reply: DecodeReply): Error {
  return reply.type === 'error' ? fromPlainError(reply.error) : new Error(`a decoding process answered ${reply.type}`);
}
