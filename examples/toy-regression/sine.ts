// MMEngine's keys, as any config of MMA has them.
export default {
  custom_imports: { imports: ['./src/sine.ts'] },
  model: { type: 'Regressor', hidden: 32 },
  train_dataloader: {
    batch_size: 32,
    sampler: { type: 'DefaultSampler', shuffle: true },
    dataset: { type: 'SineCurve', samples: 256, noise: 0.05 },
  },
  val_dataloader: { batch_size: 64, dataset: { type: 'SineCurve', samples: 128 } },
  train_cfg: { type: 'EpochBasedTrainLoop', max_epochs: 20, val_interval: 5 },
  val_cfg: { type: 'ValLoop' },
  val_evaluator: { type: 'MeanAbsoluteError' },
  optim_wrapper: { optimizer: { type: 'SGD', lr: 0.05, momentum: 0.9 }, clip_grad: { max_norm: 1 } },
  param_scheduler: [{ type: 'CosineAnnealingLR', by_epoch: true, eta_min: 0.001 }],
  default_hooks: { checkpoint: { type: 'CheckpointHook', interval: 5, save_best: 'mae', rule: 'less' } },
  randomness: { seed: 0 },
};
