import { z } from 'zod';
import { HOOKS } from '../registry/roots.js';
import { type BatchPayload, Hook } from './hook.js';
import type { HookContext } from './hook-context.js';
import { LimitMeter } from './limit-meter.js';

const options = z
  .strictObject({
    limitsAfter: z
      .int()
      .min(0)
      .default(50)
      .describe(
        'steps after which the log says once what limits the run (decoding, disk or compute) and what to change; 0: never',
      ),
  })
  .describe('measures iterations and the wait for data, and estimates the time that is left');

type Mode = 'train' | 'val' | 'test';

/**
 * Measures every iteration in seconds: `time` from the end of the one before, and `data_time`, the part of it spent
 * waiting for the batch; and estimates from the mean so far how long the rest will take (`eta`).
 */
@HOOKS.register()
export class IterTimerHook extends Hook {
  static readonly options = options;
  private readonly settings: z.output<typeof options>;
  private limits: LimitMeter | undefined;
  private mark = 0;
  private firstIter = 0;
  private trainSeconds = 0;
  private passSeconds = 0;

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.settings = options.parse(given);
  }

  override beforeTrain({ progress, dataCosts }: HookContext): void {
    this.firstIter = progress.iter;
    const { limitsAfter } = this.settings;
    if (dataCosts !== undefined && limitsAfter > 0) this.limits = new LimitMeter(dataCosts, limitsAfter);
  }

  override beforeTrainEpoch(): void {
    this.mark = now();
  }

  override beforeTrainIter(context: HookContext): void {
    this.waited(context, 'train');
  }

  override afterTrainIter(context: HookContext): void {
    this.trainSeconds += this.finished(context, 'train');
    const { iter, maxIters } = context.progress;
    const mean = this.trainSeconds / (iter - this.firstIter + 1);
    context.messageHub.updateInfo('eta', mean * (maxIters - iter - 1));
    const { messageHub, logger } = context;
    const said = this.limits?.step(messageHub.current('train/time'), messageHub.current('train/data_time'));
    if (said !== undefined) logger.info(said);
  }

  override afterTrain({ logger }: HookContext): void {
    const said = this.limits?.end();
    if (said !== undefined) logger.info(said);
  }

  override afterTrainEpoch(): void {
    this.passSeconds = 0;
  }

  override beforeValEpoch(): void {
    this.startPass();
  }

  override beforeValIter(context: HookContext): void {
    this.waited(context, 'val');
  }

  override afterValIter(context: HookContext, { batchIndex }: BatchPayload): void {
    this.finishedInPass(context, 'val', batchIndex);
  }

  override afterValEpoch(): void {
    this.passSeconds = 0;
  }

  /** Training goes on: what validation's end took is no waiting for data. */
  override afterVal(): void {
    this.mark = now();
  }

  override beforeTestEpoch(): void {
    this.startPass();
  }

  override beforeTestIter(context: HookContext): void {
    this.waited(context, 'test');
  }

  override afterTestIter(context: HookContext, { batchIndex }: BatchPayload): void {
    this.finishedInPass(context, 'test', batchIndex);
  }

  override afterTestEpoch(): void {
    this.passSeconds = 0;
  }

  private startPass(): void {
    this.passSeconds = 0;
    this.mark = now();
  }

  private waited({ messageHub }: HookContext, mode: Mode): void {
    messageHub.updateScalar(`${mode}/data_time`, now() - this.mark);
  }

  private finished({ messageHub }: HookContext, mode: Mode): number {
    const seconds = now() - this.mark;
    messageHub.updateScalar(`${mode}/time`, seconds);
    this.mark = now();
    return seconds;
  }

  private finishedInPass(context: HookContext, mode: 'val' | 'test', batchIndex: number): void {
    this.passSeconds += this.finished(context, mode);
    const batches = context.progress.batches[mode] ?? 0;
    const mean = this.passSeconds / (batchIndex + 1);
    context.messageHub.updateInfo('eta', mean * (batches - batchIndex - 1));
  }
}

function now(): number {
  return performance.now() / 1000;
}
