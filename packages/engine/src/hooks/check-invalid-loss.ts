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
  })
  .describe('stops training whose loss is NaN or infinite, and names the last good checkpoint');

/** A checkpoint and the number of iterations in it. */
interface Saved {
  path: string;
  iter: number;
}

/**
 * Stops a run whose loss is no longer a number (MMDetection's hook of this name), and says which checkpoint was saved while
 * all was well: one after which another loss was finite, since a step can spoil weights though its own loss was good.
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

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.settings = options.parse(given);
  }

  override beforeTrain({ messageHub, progress }: HookContext): void {
    this.firstInvalid = undefined;
    this.unproven = undefined;
    const resumed = messageHub.getInfo('last_ckpt');
    this.good = typeof resumed === 'string' && progress.iter > 0 ? { path: resumed, iter: progress.iter } : undefined;
  }

  override afterTrainIter({ progress }: HookContext, { logVars }: TrainStepPayload): void {
    const iter = progress.iter + 1;
    if (isSound(logVars)) {
      this.good = this.unproven ?? this.good;
      this.unproven = undefined;
    } else this.firstInvalid ??= iter;
    if (this.firstInvalid !== undefined && iter % this.settings.interval === 0) {
      throw invalidLoss(this.firstInvalid, logVars, this.good);
    }
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

function invalidLoss(iter: number, logVars: Readonly<Record<string, number>>, good: Saved | undefined): EngineError {
  const shown = Object.entries(logVars)
    .filter(([name, value]) => isLoss(name) && !Number.isFinite(value))
    .map(([name, value]) => `${name} ${value}`);
  const isThere = good !== undefined && existsSync(good.path);
  const where = isThere
    ? `the last good checkpoint is ${good.path}, after ${good.iter} iterations`
    : 'there is no checkpoint from before';
  const now = shown.length === 0 ? '' : ` (${shown.join(', ')})`;
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
