import { defineConfig } from '@mma/config';

const datasetType = 'VideoDataset';
const dataRoot = 'data/sthv2/videos';
const annFileTrain = 'data/sthv2/sthv2_train_list_videos.txt';
const annFileVal = 'data/sthv2/sthv2_val_list_videos.txt';
const fileClient = { io_backend: 'disk' };

// Mirrored, "pushing left" is "pushing right": the labels of such pairs change places.
const flipLabelMap = { 86: 87, 87: 86, 93: 94, 94: 93, 166: 167, 167: 166 };

const trainPipeline = [
  { type: 'DecordInit', ...fileClient },
  { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 8 },
  { type: 'DecordDecode' },
  { type: 'Resize', scale: [-1, 256] },
  {
    type: 'MultiScaleCrop',
    input_size: 224,
    scales: [1, 0.875, 0.75, 0.66],
    random_crop: false,
    max_wh_scale_gap: 1,
  },
  { type: 'Resize', scale: [224, 224], keep_ratio: false },
  { type: 'Flip', flip_ratio: 0.5, flip_label_map: flipLabelMap },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];
const valPipeline = [
  { type: 'DecordInit', ...fileClient },
  { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 8, test_mode: true },
  { type: 'DecordDecode' },
  { type: 'Resize', scale: [-1, 256] },
  { type: 'CenterCrop', crop_size: 224 },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];
const testPipeline = [
  { type: 'DecordInit', ...fileClient },
  { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 25, test_mode: true },
  { type: 'DecordDecode' },
  { type: 'Resize', scale: [-1, 256] },
  { type: 'TenCrop', crop_size: 224 },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];

export default defineConfig({
  _base_: ['../../_base_/models/tsn_r50.ts', '../../_base_/schedules/sgd_50e.ts', '../../_base_/default_runtime.ts'],
  model: { cls_head: { num_classes: 174, dropout_ratio: 0.5 } },

  dataset_type: datasetType,
  data_root: dataRoot,
  ann_file_train: annFileTrain,
  ann_file_val: annFileVal,
  file_client_args: fileClient,
  sthv2_flip_label_map: flipLabelMap,
  train_pipeline: trainPipeline,
  val_pipeline: valPipeline,
  test_pipeline: testPipeline,

  train_dataloader: {
    batch_size: 32,
    num_workers: 8,
    persistent_workers: true,
    sampler: { type: 'DefaultSampler', shuffle: true },
    dataset: {
      type: datasetType,
      ann_file: annFileTrain,
      data_prefix: { video: dataRoot },
      pipeline: trainPipeline,
    },
  },
  val_dataloader: {
    batch_size: 32,
    num_workers: 8,
    persistent_workers: true,
    sampler: { type: 'DefaultSampler', shuffle: false },
    dataset: {
      type: datasetType,
      ann_file: annFileVal,
      data_prefix: { video: dataRoot },
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
      type: datasetType,
      ann_file: annFileVal,
      data_prefix: { video: dataRoot },
      pipeline: testPipeline,
      test_mode: true,
    },
  },

  val_evaluator: { type: 'AccMetric' },
  test_evaluator: { type: 'AccMetric' },
  default_hooks: { checkpoint: { interval: 3, max_keep_ckpts: 3 } },
  train_cfg: { type: 'EpochBasedTrainLoop', max_epochs: 50, val_begin: 1, val_interval: 5 },

  // 8 GPUs × 32 videos.
  auto_scale_lr: { enable: false, base_batch_size: 256 },
});
