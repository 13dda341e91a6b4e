import { defineConfig } from '@mma/config';

// The config of the "getting started" guide: the Kinetics one with the guide's edits.

// Where the clips are.
const dataRoot = 'data/kinetics400_tiny/train';
const dataRootVal = 'data/kinetics400_tiny/val';
const annFileTrain = 'data/kinetics400_tiny/kinetics_tiny_train_video.txt';
const annFileVal = 'data/kinetics400_tiny/kinetics_tiny_val_video.txt';
const valData = { ann_file: annFileVal, data_prefix: { video: dataRootVal } };

export default defineConfig({
  _base_: './tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb.ts',
  data_root: dataRoot,
  data_root_val: dataRootVal,
  ann_file_train: annFileTrain,
  ann_file_val: annFileVal,

  train_dataloader: { batch_size: 4, dataset: { ann_file: annFileTrain, data_prefix: { video: dataRoot } } },
  val_dataloader: { dataset: valData },
  test_dataloader: { dataset: valData },

  // Ten epochs, each validated and saved; only the newest checkpoint is kept (and the best).
  default_hooks: { checkpoint: { type: 'CheckpointHook', interval: 1, max_keep_ckpts: 1 } },
  train_cfg: { type: 'EpochBasedTrainLoop', max_epochs: 10, val_interval: 1 },
  param_scheduler: [{ type: 'MultiStepLR', begin: 0, end: 10, by_epoch: true, milestones: [4, 8], gamma: 0.1 }],

  // Two classes, starting from weights trained on all of Kinetics-400.
  model: { cls_head: { num_classes: 2 } },
  load_from:
    'https://download.openmmlab.com/mmaction/v1.0/recognition/tsn/tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb/tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb_20220906-cd10898e.pth',
});
