import { defineConfig } from '@mma/config';

export default defineConfig({
  train_cfg: { type: 'EpochBasedTrainLoop', max_epochs: 50, val_begin: 1, val_interval: 1 },
  val_cfg: { type: 'ValLoop' },
  test_cfg: { type: 'TestLoop' },
  param_scheduler: [{ type: 'MultiStepLR', begin: 0, end: 50, by_epoch: true, milestones: [20, 40], gamma: 0.1 }],
  optim_wrapper: {
    optimizer: { type: 'SGD', lr: 0.01, momentum: 0.9, weight_decay: 0.0001 },
    clip_grad: { max_norm: 40, norm_type: 2 },
  },
});
