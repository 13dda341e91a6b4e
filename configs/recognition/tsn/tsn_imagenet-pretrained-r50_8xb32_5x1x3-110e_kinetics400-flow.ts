import { defineConfig } from '@mma/config';

// Optical flow: a clip of five frames is ten channels, horizontal and vertical motion by turns.
const clipLen = 5;
const middleGrey = Array.from({ length: 2 * clipLen }, () => 128);

const datasetType = 'RawframeDataset';
const dataRoot = 'data/kinetics400/rawframes_train';
const dataRootVal = 'data/kinetics400/rawframes_val';
const annFileTrain = 'data/kinetics400/kinetics400_train_list_flow.txt';
const annFileVal = 'data/kinetics400/kinetics400_val_list_flow.txt';
const fileClient = { io_backend: 'disk' };
const flow = { type: datasetType, filename_tmpl: '{}_{:05d}.jpg', modality: 'Flow' };

const trainPipeline = [
  { type: 'SampleFrames', clip_len: clipLen, frame_interval: 1, num_clips: 3 },
  { type: 'RawFrameDecode', ...fileClient },
  { type: 'Resize', scale: [-1, 256] },
  { type: 'RandomResizedCrop' },
  { type: 'Resize', scale: [224, 224], keep_ratio: false },
  { type: 'Flip', flip_ratio: 0.5 },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];
const valPipeline = [
  { type: 'SampleFrames', clip_len: clipLen, frame_interval: 1, num_clips: 3, test_mode: true },
  { type: 'RawFrameDecode', ...fileClient },
  { type: 'Resize', scale: [-1, 256] },
  { type: 'CenterCrop', crop_size: 224 },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];
const testPipeline = [
  { type: 'SampleFrames', clip_len: clipLen, frame_interval: 1, num_clips: 25, test_mode: true },
  { type: 'RawFrameDecode' },
  { type: 'Resize', scale: [-1, 256] },
  { type: 'TenCrop', crop_size: 224 },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];

export default defineConfig({
  _base_: '../../_base_/default_runtime.ts',

  clip_len: clipLen,
  model: {
    type: 'Recognizer2D',
    backbone: {
      type: 'ResNet',
      pretrained: 'https://download.pytorch.org/models/resnet50-11ad3fa6.pth',
      depth: 50,
      in_channels: 2 * clipLen,
      norm_eval: false,
    },
    cls_head: {
      type: 'TSNHead',
      num_classes: 400,
      in_channels: 2048,
      spatial_type: 'avg',
      consensus: { type: 'AvgConsensus', dim: 1 },
      dropout_ratio: 0.4,
      init_std: 0.01,
      average_clips: 'prob',
    },
    data_preprocessor: {
      type: 'ActionDataPreprocessor',
      mean: middleGrey,
      std: middleGrey,
      format_shape: 'NCHW',
    },
  },

  dataset_type: datasetType,
  data_root: dataRoot,
  data_root_val: dataRootVal,
  ann_file_train: annFileTrain,
  ann_file_val: annFileVal,
  ann_file_test: annFileVal,
  file_client_args: fileClient,
  train_pipeline: trainPipeline,
  val_pipeline: valPipeline,
  test_pipeline: testPipeline,

  train_dataloader: {
    batch_size: 32,
    num_workers: 8,
    persistent_workers: true,
    sampler: { type: 'DefaultSampler', shuffle: true },
    dataset: { ...flow, ann_file: annFileTrain, data_prefix: { img: dataRoot }, pipeline: trainPipeline },
  },
  val_dataloader: {
    batch_size: 32,
    num_workers: 8,
    persistent_workers: true,
    sampler: { type: 'DefaultSampler', shuffle: false },
    dataset: {
      ...flow,
      ann_file: annFileVal,
      data_prefix: { img: dataRootVal },
      pipeline: valPipeline,
      test_mode: true,
    },
  },
  test_dataloader: {
    batch_size: 1,
    num_workers: 8,
    persistent_workers: true,
    sampler: { type: 'DefaultSampler', shuffle: false },
    dataset: {
      ...flow,
      ann_file: annFileVal,
      data_prefix: { img: dataRootVal },
      pipeline: testPipeline,
      test_mode: true,
    },
  },

  val_evaluator: { type: 'AccMetric' },
  test_evaluator: { type: 'AccMetric' },
  train_cfg: { type: 'EpochBasedTrainLoop', max_epochs: 110, val_begin: 1, val_interval: 5 },
  val_cfg: { type: 'ValLoop' },
  test_cfg: { type: 'TestLoop' },

  optim_wrapper: {
    optimizer: { type: 'SGD', lr: 0.005, momentum: 0.9, weight_decay: 0.0001 },
    clip_grad: { max_norm: 40, norm_type: 2 },
  },
  param_scheduler: [{ type: 'MultiStepLR', begin: 0, end: 110, by_epoch: true, milestones: [70, 100], gamma: 0.1 }],
  default_hooks: { checkpoint: { interval: 5, max_keep_ckpts: 3 } },

  // 8 GPUs × 32 videos.
  auto_scale_lr: { enable: false, base_batch_size: 256 },
});
