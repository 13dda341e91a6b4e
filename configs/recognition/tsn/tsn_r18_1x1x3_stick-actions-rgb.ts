import { defineConfig } from '@mma/config';

// A small TSN for the embedded dataset (`mma data make stick-actions`), trained from random weights in minutes on a CPU.
// Temporal order means nothing to TSN, so several poses spread over a clip must tell the five actions apart.

const root = 'data/stick_actions';
const size = 64;
const epochs = 28;

const trainPipeline = [
  { type: 'DecordInit' },
  { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 3 },
  { type: 'DecordDecode' },
  { type: 'Resize', scale: [-1, 72] },
  { type: 'MultiScaleCrop', input_size: size, scales: [1, 0.875], random_crop: false, max_wh_scale_gap: 1 },
  { type: 'Resize', scale: [size, size], keep_ratio: false },
  { type: 'Flip', flip_ratio: 0.5 },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];
const testPipeline = [
  { type: 'DecordInit' },
  { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 8, test_mode: true },
  { type: 'DecordDecode' },
  { type: 'Resize', scale: [-1, 72] },
  { type: 'CenterCrop', crop_size: size },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];

const dataset = (split: 'train' | 'val' | 'test') => ({
  type: 'VideoDataset',
  ann_file: `${root}/stick_actions_${split}_video.txt`,
  data_prefix: { video: `${root}/${split}` },
  pipeline: split === 'train' ? trainPipeline : testPipeline,
  test_mode: split !== 'train',
});

const testLoader = (split: 'val' | 'test') => ({
  batch_size: 10,
  num_workers: 2,
  persistent_workers: true,
  sampler: { type: 'DefaultSampler', shuffle: false },
  dataset: dataset(split),
});

export default defineConfig({
  _base_: ['../../_base_/models/tsn_r50.ts', '../../_base_/schedules/sgd_50e.ts', '../../_base_/default_runtime.ts'],

  model: {
    backbone: { depth: 18, pretrained: null },
    cls_head: { num_classes: 5, in_channels: 512, dropout_ratio: 0.2 },
  },

  train_dataloader: {
    batch_size: 12,
    num_workers: 2,
    persistent_workers: true,
    sampler: { type: 'DefaultSampler', shuffle: true },
    dataset: dataset('train'),
  },
  val_dataloader: testLoader('val'),
  test_dataloader: testLoader('test'),
  val_evaluator: { type: 'AccMetric' },
  test_evaluator: { type: 'AccMetric' },

  train_cfg: { max_epochs: epochs, val_interval: 2 },
  // From random weights the first steps are the steepest: a short warm-up keeps the loss from exploding.
  param_scheduler: [
    { type: 'LinearLR', start_factor: 0.05, by_epoch: false, begin: 0, end: 20 },
    { type: 'CosineAnnealingLR', T_max: epochs, by_epoch: true, begin: 0, end: epochs, eta_min: 0 },
  ],
  optim_wrapper: { optimizer: { lr: 0.005 } },
  default_hooks: {
    logger: { interval: 5 },
    checkpoint: { interval: 1, max_keep_ckpts: 1 },
  },
});
