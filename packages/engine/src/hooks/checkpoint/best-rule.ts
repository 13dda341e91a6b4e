import { EngineError } from '../../errors.js';

/** Which of two scores is the better one. */
export type BestRule = 'greater' | 'less';

export const GREATER_KEYS = ['acc', 'top', 'AR@', 'auc', 'precision', 'mAP', 'mDice', 'mIoU', 'mAcc', 'aAcc'];
export const LESS_KEYS = ['loss'];

/**
 * Infers the rule from a metric's name: first by the whole name, then by a part of it, in lower case.
 * @throws EngineError `MMA_CHECKPOINT_RULE` when the name says nothing.
 */
export function inferRule(
  metric: string,
  greaterKeys: readonly string[] = GREATER_KEYS,
  lessKeys: readonly string[] = LESS_KEYS,
): BestRule {
  const name = metric.toLowerCase();
  const greater = greaterKeys.map((key) => key.toLowerCase());
  const less = lessKeys.map((key) => key.toLowerCase());
  if (greater.includes(name)) return 'greater';
  if (less.includes(name)) return 'less';
  if (greater.some((key) => name.includes(key))) return 'greater';
  if (less.some((key) => name.includes(key))) return 'less';
  throw new EngineError('MMA_CHECKPOINT_RULE', `cannot tell whether a greater or a smaller "${metric}" is better`, {
    hint: "say so in the checkpoint hook: rule: 'greater' or rule: 'less'",
  });
}

export function isBetter(rule: BestRule, score: number, best: number): boolean {
  return rule === 'greater' ? score > best : score < best;
}
