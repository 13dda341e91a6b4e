import { expect, test } from 'vitest';
import { trainOverrides } from './train-overrides.js';

const none = { validate: true, device: 'auto' } as const;

test('without options the config stays as it is', () => {
  expect(trainOverrides(none)).toEqual({});
});

test('--work-dir, --resume and --auto-scale-lr set the keys that MMAction2’s script sets', () => {
  expect(trainOverrides({ ...none, workDir: 'w', resume: true, autoScaleLr: true })).toEqual({
    work_dir: 'w',
    resume: 'auto',
    auto_scale_lr: { enable: true },
  });
  expect(trainOverrides({ ...none, resume: 'epoch_3.pth' })).toEqual({ resume: 'epoch_3.pth' });
});

test('--seed, --diff-rank-seed and --deterministic go into randomness, beside what the config has there', () => {
  expect(trainOverrides({ ...none, seed: 0 })).toEqual({ randomness: { seed: 0 } });
  expect(trainOverrides({ ...none, diffRankSeed: true })).toEqual({ randomness: { diff_rank_seed: true } });
  expect(trainOverrides({ ...none, deterministic: true })).toEqual({ randomness: { deterministic: true } });
});

test('--no-validate takes all of validation away', () => {
  expect(trainOverrides({ ...none, validate: false })).toEqual({
    val_cfg: null,
    val_dataloader: null,
    val_evaluator: null,
  });
});

test('--amp makes the optimizer wrapper the one of mixed precision', () => {
  expect(trainOverrides({ ...none, amp: true })).toEqual({
    optim_wrapper: { type: 'AmpOptimWrapper', loss_scale: 'dynamic' },
  });
});
