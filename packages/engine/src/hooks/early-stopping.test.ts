import { join } from 'node:path';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BaseMetric, METRICS } from '../index.js';
import { tempDir } from '../runner/fixtures/toy-config.js';
import { logOf, toyRunner } from '../runner/fixtures/toy-run.js';

const scripted = z.strictObject({ scores: z.array(z.number().or(z.nan())) });

/** Gives the scores it is told, one an evaluation. */
@METRICS.register()
export class ScriptedScore extends BaseMetric<never> {
  static readonly options = scripted;
  readonly prefix = undefined;
  private evaluations = 0;

  constructor(private readonly settings: z.output<typeof scripted>) {
    super();
  }

  override process(): void {}

  override computeMetrics(): Record<string, number> {
    this.evaluations += 1;
    return { score: this.settings.scores[this.evaluations - 1]! };
  }
}

/** How many epochs of training there are, and the log. */
async function epochs(scores: number[], options: ConfigDict, changes: ConfigDict = {}) {
  const dir = tempDir();
  const runner = await toyRunner(dir, {
    'train_cfg.max_epochs': scores.length,
    'default_hooks.checkpoint.save_best': null,
    val_evaluator: { _delete_: true, type: 'ScriptedScore', scores },
    custom_hooks: [{ type: 'EarlyStoppingHook', monitor: 'score', rule: 'greater', min_delta: 0, ...options }],
    ...changes,
  });
  let done = 0;
  runner.events.subscribe((event) => {
    if (event.type === 'epoch-end') done = event.epoch;
  });
  await runner.train();
  return { done, log: logOf(join(dir, 'work')), dir };
}

describe('early stopping', () => {
  it.each<[string, number[], ConfigDict, number]>([
    ['after validations without a better score', [1, 3, 2, 2, 9, 9], { patience: 2 }, 4],
    ['not while the score gets better by enough', [1, 2, 3, 4, 5], { patience: 1, min_delta: 1 }, 5],
    ['where the change is too small to count', [1, 1.5, 1.9, 9], { patience: 2, min_delta: 1 }, 3],
    ['by the smaller score, where that is the better one', [3, 2, 2.5, 2.5, 1], { rule: 'less', patience: 2 }, 4],
    ['at once beyond a threshold', [1, 2, 3, 4], { stopping_threshold: 1.5 }, 2],
    ['never without patience running out', [1, 0, 1, 0, 1], { patience: 2 }, 5],
  ])('%s', async (_, scores, options, expected) => {
    expect((await epochs(scores, options)).done).toBe(expected);
  });

  it('says why', async () => {
    const { log } = await epochs([5, 4, 4, 4], { patience: 2 });
    expect(log).toContain('score has not become better in 2 validations; the best score is 5.000.');
  });

  it('stops where the metric is no number, unless told not to', async () => {
    const scores = [1, Number.NaN, 1, 1];
    // JSON knows no NaN: the metric is given it by an override.
    const broken = { val_evaluator: { _delete_: true, type: 'ScriptedScore', scores } };
    expect((await epochs(scores, {}, broken)).done).toBe(2);
    expect((await epochs(scores, { check_finite: false }, broken)).done).toBe(4);
  });

  it('is patient with a metric that is not there, or strict', async () => {
    const lacking = { monitor: 'scor' };
    const { done, log } = await epochs([1, 1, 1], lacking);
    expect(done).toBe(3);
    expect(log).toContain('Validation does not give scor');
    await expect(epochs([1, 1, 1], { ...lacking, strict: true })).rejects.toMatchObject({
      code: 'MMA_HOOK_METRIC',
      hint: 'set monitor to score',
    });
  });

  it('remembers what it has seen when the run is resumed', async () => {
    const options = { patience: 3 };
    const { dir } = await epochs([5, 4], options);
    const runner = await toyRunner(dir, {
      resume: true,
      'train_cfg.max_epochs': 9,
      param_scheduler: [{ type: 'ConstantLR', factor: 1 }],
      'default_hooks.checkpoint.save_best': null,
      val_evaluator: { _delete_: true, type: 'ScriptedScore', scores: [4, 4, 4, 4, 4, 4, 4] },
      custom_hooks: [{ type: 'EarlyStoppingHook', monitor: 'score', rule: 'greater', min_delta: 0, ...options }],
    });
    let done = 0;
    runner.events.subscribe((event) => {
      if (event.type === 'epoch-end') done = event.epoch;
    });
    await runner.train();
    // The second epoch's checkpoint was made before its validation, which comes first now.
    expect(done).toBe(4);
  });
});
