import { defineConfig } from '@mma/config';
import eightSegments from '../tsn_imagenet-pretrained-r50_8xb32-1x1x8-100e_kinetics400-rgb.js';

const checkpoint =
  'https://download.openmmlab.com/mmclassification/v0/mobileone/mobileone-s4_8xb32_in1k_20221110-28d888cb.pth';

export default defineConfig({
  _base_: '../tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb.ts',
  checkpoint,
  model: {
    backbone: {
      _delete_: true,
      type: 'mmpretrain.MobileOne',
      arch: 's4',
      out_indices: [3],
      init_cfg: { type: 'Pretrained', checkpoint, prefix: 'backbone' },
    },
    cls_head: { in_channels: 2048 },
  },
  train_pipeline: eightSegments.train_pipeline,
  val_pipeline: eightSegments.val_pipeline,
  train_dataloader: { batch_size: 16, dataset: { pipeline: eightSegments.train_pipeline } },
  val_dataloader: { batch_size: 16, dataset: { pipeline: eightSegments.val_pipeline } },
});
