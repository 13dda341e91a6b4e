import type { Hook } from './hook.js';

/** Every point of a run in the order in which a run passes them, with MMEngine's name for the log. */
export const HOOK_POINTS = {
  beforeRun: 'before_run',
  beforeTrain: 'before_train',
  beforeTrainEpoch: 'before_train_epoch',
  beforeTrainIter: 'before_train_iter',
  afterTrainIter: 'after_train_iter',
  afterTrainEpoch: 'after_train_epoch',
  beforeVal: 'before_val',
  beforeValEpoch: 'before_val_epoch',
  beforeValIter: 'before_val_iter',
  afterValIter: 'after_val_iter',
  afterValEpoch: 'after_val_epoch',
  afterVal: 'after_val',
  afterTrain: 'after_train',
  beforeTest: 'before_test',
  beforeTestEpoch: 'before_test_epoch',
  beforeTestIter: 'before_test_iter',
  afterTestIter: 'after_test_iter',
  afterTestEpoch: 'after_test_epoch',
  afterTest: 'after_test',
  afterRun: 'after_run',
  onInterrupt: 'on_interrupt',
  afterLoadCheckpoint: 'after_load_checkpoint',
  beforeSaveCheckpoint: 'before_save_checkpoint',
} as const satisfies Record<Exclude<keyof Hook, 'priority'>, string>;

export type HookPoint = keyof typeof HOOK_POINTS;

/** What `point` is given beside the context; undefined for points without a payload. */
export type HookPayload<P extends HookPoint> = Parameters<NonNullable<Hook[P]>>[1];
