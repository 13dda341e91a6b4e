import { basename, join } from 'node:path';
import { closestName } from '@mma/config';
import { EngineError } from '../../errors.js';
import type { HookContext } from '../hook-context.js';
import { type BestRule, inferRule, isBetter } from './best-rule.js';
import type { CheckpointFiles, Seen } from './checkpoint-files.js';
import type { CheckpointHookSettings } from './checkpoint-options.js';

type Settings = Pick<CheckpointHookSettings, 'saveBest' | 'rule' | 'greaterKeys' | 'lessKeys' | 'byEpoch'>;

/** Keeps, for each metric of `save_best`, the weights with the best score so far; scores live in the message hub. */
export class BestCheckpoints {
  constructor(private readonly settings: Settings) {
    // A name that says nothing is known before any training; what 'auto' will be is not.
    for (const [index, metric] of settings.saveBest.entries()) if (metric !== 'auto') this.ruleOf(metric, index);
  }

  /**
   * Saves the weights for every metric that has improved.
   * @param name the file's name after `best_<metric>_`
   */
  async update(
    context: HookContext,
    files: CheckpointFiles,
    { metrics, seen, name }: { metrics: Readonly<Record<string, number>>; seen: Seen; name: string },
  ): Promise<void> {
    const wanted = this.settings.saveBest[0] === 'auto' ? [Object.keys(metrics)[0]!] : this.settings.saveBest;
    for (const [index, metric] of wanted.entries()) {
      const score = scoreOf(metrics, metric);
      const suffix = wanted.length === 1 ? '' : `_${metric}`;
      const best = context.messageHub.getInfo(`best_score${suffix}`);
      if (Number.isNaN(score)) continue;
      if (typeof best === 'number' && !isBetter(this.ruleOf(metric, index), score, best)) continue;
      await this.save(context, files, { metric, score, suffix, seen, name });
    }
  }

  /** The files of the best weights so far. */
  paths({ messageHub }: HookContext): string[] {
    const keys = [...messageHub.runtimeInfo.keys()].filter((key) => key.startsWith('best_ckpt'));
    return keys.map((key) => messageHub.getInfo(key)).filter((path) => typeof path === 'string');
  }

  private ruleOf(metric: string, index: number): BestRule {
    const { rule, greaterKeys, lessKeys } = this.settings;
    return rule[index] ?? rule[0] ?? inferRule(metric, greaterKeys, lessKeys);
  }

  private async save(
    context: HookContext,
    files: CheckpointFiles,
    best: { metric: string; score: number; suffix: string; seen: Seen; name: string },
  ): Promise<void> {
    const { metric, score, suffix, seen } = best;
    const { messageHub, logger, emit } = context;
    const former = messageHub.getInfo(`best_ckpt${suffix}`);
    const name = `best_${metric}_${best.name}`.replaceAll('/', '_');
    messageHub.updateInfo(`best_score${suffix}`, score);
    messageHub.updateInfo(`best_ckpt${suffix}`, join(files.dir, name));
    const path = await files.writeBeside(name, { ...seen, optimizer: false, paramSchedulers: false });
    if (typeof former === 'string' && basename(former) !== name) {
      // By its name in this run's folder: a run that resumes another's checkpoint leaves that run's files alone.
      const old = join(files.dir, basename(former));
      await files.remove(basename(former));
      logger.info(`The previous best checkpoint ${old} is removed`);
    }
    const unit = this.settings.byEpoch ? 'epoch' : 'iter';
    const step = this.settings.byEpoch ? seen.epoch : seen.iter;
    logger.info(`The best checkpoint with ${score.toFixed(4)} ${metric} at ${step} ${unit} is saved to ${name}.`);
    emit({ type: 'best-checkpoint', path, metric, score, ...seen });
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
