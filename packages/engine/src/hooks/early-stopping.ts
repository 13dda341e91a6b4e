import { closestName } from '@mma/config';
import { z } from 'zod';
import { EngineError } from '../errors.js';
import { HOOKS } from '../registry/roots.js';
import { type BestRule, inferRule } from './checkpoint/best-rule.js';
import { Hook, type MetricsPayload } from './hook.js';
import type { HookContext } from './hook-context.js';
import type { Priority } from './priority.js';

const options = z
  .strictObject({
    monitor: z.string().describe('the metric to watch, such as acc/top1'),
    rule: z.enum(['greater', 'less']).nullish().describe('which is better; told from the name unless given'),
    minDelta: z.number().min(0).default(0.1).describe('the least change of the best score that counts as better'),
    strict: z.boolean().default(false).describe('whether a validation without the metric is an error'),
    checkFinite: z.boolean().default(true).describe('whether to stop when the metric is NaN or infinite'),
    patience: z.int().min(1).default(5).describe('validations without a better score after which training stops'),
    stoppingThreshold: z.number().nullish().describe('a score beyond which training stops at once'),
  })
  .describe('ends training when a metric no longer gets better');

/** Where the message hub keeps what a resumed run must know. */
const WAITED = 'early_stopping_wait_count';
const BEST = 'early_stopping_best_score';

/** Ends training when a metric has not become better for some validations. */
@HOOKS.register()
export class EarlyStoppingHook extends Hook {
  static readonly options = options;
  override priority: Priority = 'LOWEST';
  private readonly settings: z.output<typeof options>;
  private readonly rule: BestRule;

  /** @throws EngineError `MMA_CHECKPOINT_RULE` when it cannot be told whether more of the metric is better. */
  constructor(given: z.input<typeof options>) {
    super();
    this.settings = options.parse(given);
    this.rule = this.settings.rule ?? inferRule(this.settings.monitor);
  }

  override afterValEpoch(context: HookContext, { metrics }: MetricsPayload): void {
    const { optimWrapper, logger, stopTraining } = context;
    const { monitor, strict } = this.settings;
    if (optimWrapper === undefined) return;
    const score = metrics[monitor];
    if (score === undefined) {
      if (strict) throw noSuchMetric(monitor, metrics);
      logger.warning(`Validation does not give ${monitor}, by which early stopping is to decide: training goes on.`);
      return;
    }
    const reason = this.reasonToStop(context, score);
    if (reason === undefined) return;
    logger.info(`Training is stopped early: ${reason}`);
    stopTraining();
  }

  private reasonToStop({ messageHub }: HookContext, score: number): string | undefined {
    const { monitor, checkFinite, stoppingThreshold, minDelta, patience } = this.settings;
    const saved = messageHub.getInfo(BEST);
    const best = typeof saved === 'number' ? saved : undefined;
    const shown = best === undefined ? 'none' : best.toFixed(3);
    if (checkFinite && !Number.isFinite(score)) return `${monitor} is ${score}; the best score was ${shown}.`;
    if (stoppingThreshold != null && this.isBeyond(score, stoppingThreshold)) {
      return `${monitor} is ${score}, ${this.rule} than the threshold ${stoppingThreshold}.`;
    }
    const least = this.rule === 'greater' ? minDelta : -minDelta;
    if (best === undefined || !this.isBeyond(best + least, score)) {
      messageHub.updateInfo(BEST, score);
      messageHub.updateInfo(WAITED, 0);
      return undefined;
    }
    const waited = Number(messageHub.getInfo(WAITED) ?? 0) + 1;
    messageHub.updateInfo(WAITED, waited);
    if (waited < patience) return undefined;
    return `${monitor} has not become better in ${waited} validations; the best score is ${shown}.`;
  }

  private isBeyond(score: number, other: number): boolean {
    return this.rule === 'greater' ? score > other : score < other;
  }
}

function noSuchMetric(monitor: string, metrics: MetricsPayload['metrics']): EngineError {
  const names = Object.keys(metrics);
  return new EngineError(
    'MMA_HOOK_METRIC',
    `EarlyStoppingHook watches "${monitor}", which validation does not give; it gives ${names.join(', ')}`,
    { hint: `set monitor to ${closestName(monitor, names) ?? names[0] ?? 'a metric of the evaluator'}` },
  );
}
