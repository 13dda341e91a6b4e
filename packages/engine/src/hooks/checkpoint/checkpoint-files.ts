import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeLeftovers } from '../../checkpoint/leftovers.js';
import { writeAtomically } from '../../checkpoint/write-atomically.js';
import { isMain } from '../../distributed/dist.js';
import { EngineError, isUserError } from '../../errors.js';
import type { HookContext, SaveCheckpointOptions } from '../hook-context.js';

/** Epochs and iterations that weights have seen. */
export interface Seen {
  epoch: number;
  iter: number;
}

/** A run's checkpoint files: writes them so that none is ever lost, and deletes those that are no longer to be kept. */
export class CheckpointFiles {
  /** What is safe on disk: of the last file that was written, or of the checkpoint that the run goes on from. */
  safe: Seen;
  private latest: string | undefined;
  private kept: number[];
  /** A file that an interruption left between two regular ones; it goes once the next regular one is safe. */
  private interrupted: string | undefined;

  constructor(
    readonly dir: string,
    private readonly context: HookContext,
    private readonly settings: { maxKeepCkpts: number; fileName: (step: number) => string },
  ) {
    const { messageHub, progress } = context;
    this.safe = { epoch: progress.epoch, iter: progress.iter };
    const kept = messageHub.getInfo('keep_ckpt_ids');
    this.kept = Array.isArray(kept) ? kept.filter((step) => typeof step === 'number') : [];
    const interrupted = messageHub.getInfo('interrupt_ckpt');
    this.interrupted = typeof interrupted === 'string' ? interrupted : undefined;
  }

  /** A checkpoint of the regular kind, which counts among those to keep. */
  async saveRegular(step: number, options: SaveCheckpointOptions): Promise<string> {
    const { messageHub } = this.context;
    const name = this.settings.fileName(step);
    if (!this.kept.includes(step)) this.kept.push(step);
    // With those that are about to go: a run that is killed before they have gone deletes them when it resumes.
    if (this.settings.maxKeepCkpts > 0) messageHub.updateInfo('keep_ckpt_ids', [...this.kept]);
    const path = await this.write(name, options);
    await this.prune();
    if (this.interrupted !== undefined && this.interrupted !== name) {
      await this.remove(this.interrupted);
    }
    this.interrupted = undefined;
    messageHub.removeInfo('interrupt_ckpt');
    return path;
  }

  /** A checkpoint where a run was stopped, under a name of its own or that of a regular one. */
  async saveInterrupted(name: string, options: SaveCheckpointOptions): Promise<string> {
    if (!existsSync(join(this.dir, name))) {
      this.interrupted = name;
      this.context.messageHub.updateInfo('interrupt_ckpt', name);
    }
    return this.write(name, options);
  }

  /** Deletes the oldest files beyond those to keep. */
  async prune(): Promise<void> {
    const { maxKeepCkpts, fileName } = this.settings;
    if (maxKeepCkpts <= 0) return;
    while (this.kept.length > maxKeepCkpts) {
      await this.remove(fileName(this.kept.shift()!));
    }
  }

  /** Writes a file that `last_checkpoint` does not name; everything before it stays as it is. */
  async writeBeside(name: string, options: SaveCheckpointOptions): Promise<string> {
    const path = join(this.dir, name);
    try {
      await this.context.saveCheckpoint(path, options);
    } catch (error) {
      throw this.explained(error);
    }
    return path;
  }

  private async write(name: string, options: SaveCheckpointOptions): Promise<string> {
    const { messageHub, run, dist } = this.context;
    messageHub.updateInfo('last_ckpt', join(this.dir, name));
    const path = await this.writeBeside(name, options);
    if (isMain(dist)) {
      if (this.dir !== run.workDir) await removeLeftovers(run.workDir);
      await writeAtomically(join(run.workDir, 'last_checkpoint'), path);
    }
    this.safe = { epoch: options.epoch, iter: options.iter };
    this.latest = path;
    this.context.emit({ type: 'checkpoint-saved', path, ...this.safe });
    return path;
  }

  /** Deletes one of the run's files; of several processes the main one does. */
  async remove(name: string): Promise<void> {
    if (isMain(this.context.dist)) await rm(join(this.dir, name), { force: true });
  }

  private explained(error: unknown): unknown {
    if (!isUserError(error)) return error;
    const { iter } = this.safe;
    const hint =
      iter === 0
        ? 'nothing had been saved before: mend this and start again'
        : `what was saved before is whole, up to iteration ${iter}${this.latest === undefined ? '' : ` (${this.latest})`}: ` +
          'mend this, then go on from there with resume (--resume)';
    return new EngineError(error.code, error.message, { hint, cause: error });
  }
}
