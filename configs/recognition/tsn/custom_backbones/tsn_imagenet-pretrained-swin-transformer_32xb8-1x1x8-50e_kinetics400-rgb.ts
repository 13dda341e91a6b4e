import { defineConfig } from '@mma/config';

export default defineConfig({
  _base_: '../tsn_imagenet-pretrained-r50_8xb32-1x1x8-100e_kinetics400-rgb.ts',
  model: {
    backbone: { _delete_: true, type: 'timm.swin_base_patch4_window7_224', pretrained: true },
    cls_head: { in_channels: 1024 },
  },
  train_cfg: { type: 'EpochBasedTrainLoop', max_epochs: 50, val_begin: 1, val_interval: 1 },
  param_scheduler: [{ type: 'MultiStepLR', begin: 0, end: 50, by_epoch: true, milestones: [20, 40], gamma: 0.1 }],
});
