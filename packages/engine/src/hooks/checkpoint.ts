import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { closestName } from '@mma/config';
import { z } from 'zod';
import { writeAtomically } from '../checkpoint/write-atomically.js';
import { EngineError } from '../errors.js';
import { HOOKS } from '../registry/roots.js';
import { type BestRule, inferRule, isBetter } from './best-rule.js';
import { Hook, type MetricsPayload } from './hook.js';
import type { HookContext } from './hook-context.js';
import type { Priority } from './priority.js';

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z
    .union([item, z.array(item)])
    .nullish()
    .transform((given): z.output<T>[] => (given == null ? [] : ([given].flat() as z.output<T>[])));

const options = z.strictObject({
  /** Epochs (or iterations) between two checkpoints; -1 for none but the last. */
  interval: z.int().default(-1),
  byEpoch: z.boolean().default(true),
  saveOptimizer: z.boolean().default(true),
  saveParamScheduler: z.boolean().default(true),
  /** A folder for all checkpoints, in which each work dir gets its own; the work dir itself unless given. */
  outDir: z.string().nullish(),
  /** How many to keep; the oldest goes once a new one is safe. -1 keeps all. */
  maxKeepCkpts: z.int().default(-1),
  saveLast: z.boolean().default(true),
  /** Metrics whose best weights are kept; 'auto' is the first metric of the evaluator. */
  saveBest: oneOrMore(z.string()),
  /** 'greater' or 'less' for each metric; told from its name unless given. */
  rule: oneOrMore(z.enum(['greater', 'less'])),
  greaterKeys: z.array(z.string()).optional(),
  lessKeys: z.array(z.string()).optional(),
  /** The file's name, with {} for the epoch or iteration. */
  filenameTmpl: z.string().includes('{}').optional(),
  /** No checkpoint before this epoch (or iteration). */
  saveBegin: z.int().min(0).default(0),
});

/** Epochs and iterations that the weights to be saved have seen. */
interface Seen {
  epoch: number;
  iter: number;
}

/**
 * Saves checkpoints: every `interval`, at the end, and whenever validation gives a best score. An old file is deleted only
 * after the one that replaces it has been written.
 */
@HOOKS.register()
export class CheckpointHook extends Hook {
  static readonly options = options;
  override priority: Priority = 'VERY_LOW';
  private readonly settings: z.output<typeof options>;
  private dir = '';
  private kept: number[] = [];
  private lastStep: number | undefined;

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.settings = options.parse(given);
    const { saveBest, rule } = this.settings;
    if (rule.length > 1 && rule.length !== saveBest.length) {
      throw new EngineError(
        'MMA_CHECKPOINT_RULE',
        `the checkpoint hook has ${rule.length} rules for ${saveBest.length} metrics in save_best`,
        { hint: 'give one rule, or one for each metric' },
      );
    }
  }

  override async beforeTrain({ run, logger, messageHub }: HookContext): Promise<void> {
    const { outDir, maxKeepCkpts } = this.settings;
    this.dir = outDir == null ? run.workDir : join(outDir, basename(run.workDir));
    logger.info(`Checkpoints will be saved to ${this.dir}.`);
    const kept = messageHub.getInfo('keep_ckpt_ids');
    this.kept = Array.isArray(kept) ? kept.filter((step) => typeof step === 'number') : [];
    if (maxKeepCkpts > 0) await this.prune();
  }

  override async afterTrainIter(context: HookContext): Promise<void> {
    if (this.settings.byEpoch) return;
    const { progress } = context;
    const iter = progress.iter + 1;
    if (!this.due(iter, progress.maxIters)) return;
    context.logger.info(`Saving checkpoint at ${iter} iterations`);
    await this.save(context, { epoch: progress.epoch, iter });
  }

  override async afterTrainEpoch(context: HookContext): Promise<void> {
    if (!this.settings.byEpoch) return;
    const { progress } = context;
    const epoch = progress.epoch + 1;
    if (!this.due(epoch, progress.maxEpochs)) return;
    context.logger.info(`Saving checkpoint at ${epoch} epochs`);
    await this.save(context, { epoch, iter: progress.iter });
  }

  override async afterValEpoch(context: HookContext, { metrics }: MetricsPayload): Promise<void> {
    const { optimWrapper, progress } = context;
    if (this.settings.saveBest.length === 0 || optimWrapper === undefined || progress.maxIters === 0) return;
    if (Object.keys(metrics).length === 0) {
      context.logger.warning('Validation gave no metrics, so that no best checkpoint can be told.');
      return;
    }
    const seen: Seen = { epoch: progress.epoch, iter: progress.iter };
    const auto = this.settings.saveBest.includes('auto');
    const wanted = auto ? [Object.keys(metrics)[0]!] : this.settings.saveBest;
    let improved = false;
    for (const [index, metric] of wanted.entries()) {
      const score = scoreOf(metrics, metric);
      const rule = this.settings.rule[index] ?? this.settings.rule[0] ?? this.infer(metric);
      const suffix = wanted.length === 1 ? '' : `_${metric}`;
      if (await this.saveIfBest(context, { metric, score, rule, suffix, seen })) improved = true;
    }
    // Once more, so that a resumed run knows the best score.
    if (improved && this.lastStep === this.stepOf(seen)) await this.save(context, seen);
  }

  private due(step: number, last: number): boolean {
    const { interval, saveBegin, saveLast } = this.settings;
    const regular = interval > 0 && step >= saveBegin && (step - saveBegin) % interval === 0;
    return regular || (saveLast && step === last);
  }

  private infer(metric: string): BestRule {
    return inferRule(metric, this.settings.greaterKeys, this.settings.lessKeys);
  }

  private stepOf({ epoch, iter }: Seen): number {
    return this.settings.byEpoch ? epoch : iter;
  }

  private fileName(step: number): string {
    const template = this.settings.filenameTmpl ?? (this.settings.byEpoch ? 'epoch_{}.pth' : 'iter_{}.pth');
    return template.replace('{}', String(step));
  }

  private async save(context: HookContext, seen: Seen): Promise<void> {
    const { messageHub, run } = context;
    const step = this.stepOf(seen);
    const path = join(this.dir, this.fileName(step));
    if (!this.kept.includes(step)) this.kept.push(step);
    // What the file says is kept is what will be kept once it stands.
    const { maxKeepCkpts, saveOptimizer, saveParamScheduler } = this.settings;
    if (maxKeepCkpts > 0) messageHub.updateInfo('keep_ckpt_ids', this.kept.slice(-maxKeepCkpts));
    messageHub.updateInfo('last_ckpt', path);
    await context.saveCheckpoint(path, { ...seen, optimizer: saveOptimizer, paramSchedulers: saveParamScheduler });
    await writeAtomically(join(run.workDir, 'last_checkpoint'), path);
    this.lastStep = step;
    context.emit({ type: 'checkpoint-saved', path, ...seen });
    if (maxKeepCkpts > 0) await this.prune();
  }

  private async prune(): Promise<void> {
    while (this.kept.length > this.settings.maxKeepCkpts) {
      await rm(join(this.dir, this.fileName(this.kept.shift()!)), { force: true });
    }
  }

  private async saveIfBest(
    context: HookContext,
    candidate: { metric: string; score: number; rule: BestRule; suffix: string; seen: Seen },
  ): Promise<boolean> {
    const { metric, score, rule, suffix, seen } = candidate;
    const { messageHub, logger } = context;
    const best = messageHub.getInfo(`best_score${suffix}`);
    if (typeof best === 'number' && !isBetter(rule, score, best)) return false;
    if (Number.isNaN(score)) return false;
    const former = messageHub.getInfo(`best_ckpt${suffix}`);
    const name = `best_${metric}_${this.fileName(this.stepOf(seen))}`.replaceAll('/', '_');
    const path = join(this.dir, name);
    messageHub.updateInfo(`best_score${suffix}`, score);
    messageHub.updateInfo(`best_ckpt${suffix}`, path);
    await context.saveCheckpoint(path, { ...seen, optimizer: false, paramSchedulers: false });
    if (typeof former === 'string' && former !== path) {
      await rm(former, { force: true });
      logger.info(`The previous best checkpoint ${former} is removed`);
    }
    const unit = this.settings.byEpoch ? 'epoch' : 'iter';
    logger.info(
      `The best checkpoint with ${score.toFixed(4)} ${metric} at ${this.stepOf(seen)} ${unit} is saved to ${name}.`,
    );
    context.emit({ type: 'best-checkpoint', path, metric, score, ...seen });
    return true;
  }
}

function scoreOf(metrics: Readonly<Record<string, number>>, metric: string): number {
  const score = metrics[metric];
  if (score !== undefined) return score;
  const names = Object.keys(metrics);
  throw new EngineError(
    'MMA_CHECKPOINT_METRIC',
    `save_best asks for "${metric}", which validation does not give; it gives ${names.join(', ')}`,
    { hint: `set save_best to ${closestName(metric, names) ?? names[0] ?? 'auto'}, or to 'auto' for the first` },
  );
}
