import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../checkpoint/write-atomically.js';
import { isMain } from '../distributed/dist.js';
import { moveLogs } from '../logging/move-logs.js';
import { HOOKS } from '../registry/roots.js';
import { type BatchPayload, Hook } from './hook.js';
import type { HookContext } from './hook-context.js';
import type { Priority } from './priority.js';

const options = z
  .strictObject({
    interval: z.int().min(1).default(10).describe('iterations between two lines'),
    ignoreLast: z
      .boolean()
      .default(true)
      .describe("leave an epoch's last iterations unlogged where they are fewer than `interval`"),
    intervalExpName: z.int().min(1).default(1000).describe("iterations between two reminders of the experiment's name"),
    logMetricByEpoch: z.boolean().default(true).describe('file metrics under the epoch rather than the iteration'),
    outDir: z
      .string()
      .nullish()
      .describe("a folder for the logs of many runs: they are put there in the work dir's name"),
    outSuffix: z
      .union([z.string().transform((ending) => [ending]), z.array(z.string())])
      .default(['.json', '.log', '.py', 'yaml'])
      .describe('endings of the files that are put into `out_dir`'),
    keepLocal: z.boolean().default(true).describe('keep the files that were put into `out_dir` where they were, too'),
  })
  .describe("writes the log's lines and the scalars behind them");

/** Writes the log's lines and the scalars behind them. */
@HOOKS.register()
export class LoggerHook extends Hook {
  static readonly options = options;
  override priority: Priority = 'BELOW_NORMAL';

  private readonly settings: z.output<typeof options>;

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.settings = options.parse(given);
  }

  override async afterTrainIter(context: HookContext, { batchIndex }: BatchPayload): Promise<void> {
    const { progress, run, logger, logProcessor, visualizer } = context;
    const { interval, intervalExpName, ignoreLast } = this.settings;
    const batches = progress.batches.train ?? 0;
    const lastOfEpoch = batchIndex + 1 === batches;
    if (lastOfEpoch || (progress.iter + 1) % intervalExpName === 0) logger.info(`Exp name: ${run.experimentName}`);
    const due = (batchIndex + 1) % interval === 0;
    if (!due && !(lastOfEpoch && (!ignoreLast || batches <= interval))) return;
    const { tags, line } = logProcessor.afterIter(context, batchIndex, 'train');
    logger.info(line);
    await visualizer.addScalars(tags, progress.iter + 1);
  }

  override afterValIter(context: HookContext, { batchIndex }: BatchPayload): void {
    this.logPass(context, batchIndex, 'val');
  }

  override afterTestIter(context: HookContext, { batchIndex }: BatchPayload): void {
    this.logPass(context, batchIndex, 'test');
  }

  override async afterValEpoch(context: HookContext): Promise<void> {
    const { logProcessor, logger, visualizer, progress } = context;
    const { tags, line } = logProcessor.afterEpoch(context, 'val');
    logger.info(line);
    await visualizer.addScalars(tags, this.settings.logMetricByEpoch ? progress.epoch : progress.iter);
  }

  override async afterTestEpoch(context: HookContext): Promise<void> {
    const { tags, line } = context.logProcessor.afterEpoch(context, 'test');
    context.logger.info(line);
    const { logDir, timestamp } = context.run;
    if (isMain(context.dist)) await writeAtomically(join(logDir, `${timestamp}.json`), JSON.stringify(tags));
  }

  override async afterRun({ run, logger, dist }: HookContext): Promise<void> {
    const { outDir, outSuffix, keepLocal } = this.settings;
    if (outDir != null && isMain(dist)) await moveLogs(run, { outDir, endings: outSuffix, keepLocal, logger });
  }

  private logPass(context: HookContext, batchIndex: number, mode: 'val' | 'test'): void {
    if ((batchIndex + 1) % this.settings.interval !== 0) return;
    context.logger.info(context.logProcessor.afterIter(context, batchIndex, mode).line);
  }
}
