import { existsSync } from 'node:fs';
import { z } from 'zod';
import { EngineError } from '../errors.js';
import { HOOKS } from '../registry/roots.js';
import { Hook, type TrainStepPayload } from './hook.js';
import type { HookContext } from './hook-context.js';
import type { Priority } from './priority.js';

const options = z
  .strictObject({
    interval: z.int().min(1).default(1).describe('iterations between two looks; the loss of each counts'),
    action: z
      .enum(['stop', 'skip'])
      .default('stop')
      .describe('what to do: stop training, or leave such steps out, each as if it had not been'),
    maxSkips: z.int().min(1).default(10).describe('steps in a row that may be left out; one more stops training'),
  })
  .describe('stops training whose loss is NaN or infinite, and names the last good checkpoint, or skips such steps');

/** A checkpoint and the number of iterations in it. */
interface Saved {
  path: string;
  iter: number;
}

/**
 * Stops a run whose loss is no longer a number (MMDetection's hook of this name), and says which checkpoint was saved while
 * all was well: one after which another loss was finite, since a step can spoil weights though its own loss was good. Or
 * leaves such steps out: parameters, buffers and the optimizer's memory stay what they were before.
 */
@HOOKS.register()
export class CheckInvalidLossHook extends Hook {
  static readonly options = options;
  // Before weights are averaged, logged or saved.
  override priority: Priority = 'VERY_HIGH';
  private readonly settings: z.output<typeof options>;
  private good: Saved | undefined;
  /** Saved since the last finite loss. */
  private unproven: Saved | undefined;
  private firstInvalid: number | undefined;
  private skippedInRow = 0;
  private skipped = 0;

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.settings = options.parse(given);
  }

  override beforeTrain({ messageHub, progress, optimWrapper }: HookContext): void {
    this.skipped = 0;
    this.skippedInRow = 0;
    if (this.settings.action === 'skip' && optimWrapper !== undefined) optimWrapper.accepts = isSound;
    this.firstInvalid = undefined;
    this.unproven = undefined;
    const resumed = messageHub.getInfo('last_ckpt');
    this.good = typeof resumed === 'string' && progress.iter > 0 ? { path: resumed, iter: progress.iter } : undefined;
  }

  override afterTrainIter({ progress, logger }: HookContext, { logVars }: TrainStepPayload): void {
    const iter = progress.iter + 1;
    const { action, maxSkips, interval } = this.settings;
    if (isSound(logVars)) {
      this.skippedInRow = 0;
      this.good = this.unproven ?? this.good;
      this.unproven = undefined;
    } else if (action === 'skip') {
      this.skipped += 1;
      this.skippedInRow += 1;
      logger.warning(`Iteration ${iter} is left out: ${describe(logVars)}.`);
      if (this.skippedInRow > maxSkips) throw invalidLoss(iter, logVars, this.good);
    } else this.firstInvalid ??= iter;
    if (this.firstInvalid !== undefined && iter % interval === 0) {
      throw invalidLoss(this.firstInvalid, logVars, this.good);
    }
  }

  override afterTrain({ logger }: HookContext): void {
    if (this.skipped > 0) logger.warning(`${this.skipped} iterations were left out, whose loss was no finite number.`);
  }

  override beforeSaveCheckpoint({ messageHub, progress }: HookContext): void {
    const path = messageHub.getInfo('last_ckpt');
    if (typeof path === 'string') this.unproven ??= { path, iter: progress.iter + 1 };
  }
}

function isSound(logVars: Readonly<Record<string, number>>): boolean {
  return Object.entries(logVars).every(([name, value]) => !isLoss(name) || Number.isFinite(value));
}

/** What training minimises, and the norm of its gradients, which is the first to overflow. */
function isLoss(name: string): boolean {
  return name.includes('loss') || name === 'grad_norm';
}

/** The numbers that are none: `loss NaN, grad_norm Infinity`. */
function describe(logVars: Readonly<Record<string, number>>): string {
  return Object.entries(logVars)
    .filter(([name, value]) => isLoss(name) && !Number.isFinite(value))
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function invalidLoss(iter: number, logVars: Readonly<Record<string, number>>, good: Saved | undefined): EngineError {
  const shown = describe(logVars);
  const isThere = good !== undefined && existsSync(good.path);
  const where = isThere
    ? `the last good checkpoint is ${good.path}, after ${good.iter} iterations`
    : 'there is no checkpoint from before';
  const now = shown === '' ? '' : ` (${shown})`;
  return new EngineError(
    'MMA_TRAIN_INVALID_LOSS',
    `the loss was no finite number at iteration ${iter}${now}; ${where}`,
    {
      hint:
        'lower the learning rate or warm it up, clip gradients (optim_wrapper.clip_grad), look at the data; ' +
        (isThere ? `then go on from there: mma train CONFIG --resume ${good.path}` : 'then start again'),
    },
  );
}
