import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { publishCheckpoint } from '@mma/checkpoint';
import type { z } from 'zod';
import { isMain } from '../../distributed/dist.js';
import { HOOKS } from '../../registry/roots.js';
import { Hook, type MetricsPayload } from '../hook.js';
import type { HookContext } from '../hook-context.js';
import type { Priority } from '../priority.js';
import { BestCheckpoints } from './best-checkpoint.js';
import { CheckpointFiles, type Seen } from './checkpoint-files.js';
import { type CheckpointHookSettings, checkpointHookOptions } from './checkpoint-options.js';

/**
 * Saves checkpoints: every `interval`, at the end, whenever validation gives a best score, and where a run is stopped. An old
 * file is deleted only after the one that replaces it is safe on disk.
 */
@HOOKS.register()
export class CheckpointHook extends Hook {
  static readonly options = checkpointHookOptions;
  override priority: Priority = 'VERY_LOW';
  private readonly settings: CheckpointHookSettings;
  private readonly best: BestCheckpoints;
  /** Set while a run trains. */
  private files: CheckpointFiles | undefined;

  /** @throws EngineError `MMA_CHECKPOINT_RULE` when it cannot be told whether more of a metric is better. */
  constructor(given: z.input<typeof checkpointHookOptions> = {}) {
    super();
    this.settings = checkpointHookOptions.parse(given);
    this.best = new BestCheckpoints(this.settings);
  }

  override async beforeTrain(context: HookContext): Promise<void> {
    const { outDir, maxKeepCkpts } = this.settings;
    const { workDir } = context.run;
    const dir = outDir == null ? workDir : join(outDir, basename(workDir));
    context.logger.info(`Checkpoints will be saved to ${dir}.`);
    this.files = new CheckpointFiles(dir, context, { maxKeepCkpts, fileName: (step) => this.fileName(step) });
    await this.files.prune();
  }

  override async afterTrainIter(context: HookContext): Promise<void> {
    if (this.settings.byEpoch) return;
    const { progress } = context;
    const iter = progress.iter + 1;
    if (!this.due(iter, progress.maxIters)) return;
    context.logger.info(`Saving checkpoint at ${iter} iterations`);
    await this.save({ epoch: progress.epoch, iter });
  }

  override async afterTrainEpoch(context: HookContext): Promise<void> {
    if (!this.settings.byEpoch) return;
    const { progress } = context;
    const epoch = progress.epoch + 1;
    if (!this.due(epoch, progress.maxEpochs)) return;
    context.logger.info(`Saving checkpoint at ${epoch} epochs`);
    await this.save({ epoch, iter: progress.iter });
  }

  override async afterValEpoch(context: HookContext, { metrics }: MetricsPayload): Promise<void> {
    const { files } = this;
    const { optimWrapper, progress } = context;
    if (this.settings.saveBest.length === 0 || files === undefined || optimWrapper === undefined) return;
    if (Object.keys(metrics).length === 0) {
      context.logger.warning('Validation gave no metrics, so that no best checkpoint can be told.');
      return;
    }
    const seen: Seen = { epoch: progress.epoch, iter: progress.iter };
    const step = this.stepOf(seen);
    const name = this.fileName(step);
    // What was saved before says that its validation is due: a run that goes on from there finds the same score again.
    await this.best.update(context, files, { metrics, seen, name });
  }

  override async onInterrupt({ progress, logger }: HookContext): Promise<void> {
    const { files } = this;
    const { epoch, iter } = progress;
    if (files === undefined || (files.safe.epoch === epoch && files.safe.iter === iter)) return;
    logger.info(`Saving checkpoint at ${iter} iterations, where the run is stopped`);
    // An epoch's own file says that the epoch is over; this one goes on within it.
    const name = this.settings.byEpoch ? `iter_${iter}.pth` : this.fileName(iter);
    await files.saveInterrupted(name, { epoch, iter, optimizer: true, paramSchedulers: true });
  }

  override async afterTrain(context: HookContext): Promise<void> {
    const { files } = this;
    const { saveLast, publishedKeys } = this.settings;
    const { epoch, iter } = context.progress;
    if (files === undefined) return;
    // Where a hook ended training early, the last step was no one's turn.
    if (saveLast && files.safe.iter !== iter) await this.save({ epoch, iter });
    this.files = undefined;
    if (publishedKeys.length === 0 || !isMain(context.dist)) return;
    const last = saveLast ? context.messageHub.getInfo('last_ckpt') : undefined;
    const paths = [...(typeof last === 'string' ? [last] : []), ...this.best.paths(context)];
    for (const path of paths.map((each) => join(files.dir, basename(each))).filter(existsSync)) {
      const { file, left } = await publishCheckpoint(path, path, { keys: publishedKeys });
      const without = left.length === 0 ? '' : `, without ${left.join(', ')}`;
      context.logger.info(`The checkpoint ${path} is published as ${file}${without}.`);
    }
  }

  private due(step: number, last: number): boolean {
    const { interval, saveBegin, saveLast } = this.settings;
    const regular = interval > 0 && step >= saveBegin && (step - saveBegin) % interval === 0;
    return regular || (saveLast && step === last);
  }

  private stepOf({ epoch, iter }: Seen): number {
    return this.settings.byEpoch ? epoch : iter;
  }

  private fileName(step: number): string {
    const template = this.settings.filenameTmpl ?? (this.settings.byEpoch ? 'epoch_{}.pth' : 'iter_{}.pth');
    return template.replace('{}', String(step));
  }

  private async save(seen: Seen): Promise<void> {
    const { saveOptimizer: optimizer, saveParamScheduler: paramSchedulers } = this.settings;
    await this.files?.saveRegular(this.stepOf(seen), { ...seen, optimizer, paramSchedulers });
  }
}
