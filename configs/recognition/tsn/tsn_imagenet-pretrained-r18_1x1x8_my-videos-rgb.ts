import { defineConfig } from '@mma/config';

// A first config for your own videos: a folder with a folder of videos for each class (docs/datasets.md). Change these two lines.
const root = 'data/my_videos';
const numClasses = 5;

const size = 224;
const epochs = 20;

const trainPipeline = [
  { type: 'DecordInit' },
  { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 8 },
  { type: 'DecordDecode' },
  { type: 'Resize', scale: [-1, 256] },
  { type: 'MultiScaleCrop', input_size: size, scales: [1, 0.875, 0.75, 0.66], random_crop: false, max_wh_scale_gap: 1 },
  { type: 'Resize', scale: [size, size], keep_ratio: false },
  { type: 'Flip', flip_ratio: 0.5 },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];
const testPipeline = [
  { type: 'DecordInit' },
  { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 8, test_mode: true },
  { type: 'DecordDecode' },
  { type: 'Resize', scale: [-1, 256] },
  { type: 'CenterCrop', crop_size: size },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];

const loader = (split: 'train' | 'val' | 'test') => ({
  batch_size: 8,
  num_workers: 2,
  persistent_workers: true,
  sampler: { type: 'DefaultSampler', shuffle: split === 'train' },
  dataset: {
    type: 'FolderDataset',
    root,
    split,
    pipeline: split === 'train' ? trainPipeline : testPipeline,
    test_mode: split !== 'train',
  },
});

export default defineConfig({
  _base_: ['../../_base_/models/tsn_r50.ts', '../../_base_/schedules/sgd_50e.ts', '../../_base_/default_runtime.ts'],

  // Few videos need a backbone that has seen pictures before: its weights are downloaded once.
  model: {
    backbone: { depth: 18, pretrained: 'torchvision://resnet18' },
    cls_head: { num_classes: numClasses, in_channels: 512 },
  },

  train_dataloader: loader('train'),
  val_dataloader: loader('val'),
  test_dataloader: loader('test'),
  val_evaluator: { type: 'AccMetric' },
  test_evaluator: { type: 'AccMetric' },

  train_cfg: { max_epochs: epochs, val_interval: 1 },
  param_scheduler: [
    { type: 'LinearLR', start_factor: 0.1, by_epoch: false, begin: 0, end: 20 },
    { type: 'CosineAnnealingLR', T_max: epochs, by_epoch: true, begin: 0, end: epochs, eta_min: 0 },
  ],
  optim_wrapper: { optimizer: { lr: 0.0025 } },
  default_hooks: {
    logger: { interval: 5 },
    checkpoint: { interval: 1, max_keep_ckpts: 1 },
  },
});
