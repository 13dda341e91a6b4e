import { defineConfig } from '@mma/config';

const trainPipeline = [
  { type: 'DecordInit' },
  { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 3 },
  { type: 'DecordDecode' },
  { type: 'Resize', scale: [-1, 256] },
  { type: 'RandomResizedCrop' },
  { type: 'Resize', scale: [224, 224], keep_ratio: false },
  { type: 'Flip', flip_ratio: 0.5 },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];

export default defineConfig({
  _base_: '../tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb.ts',
  model: {
    backbone: { _delete_: true, type: 'torchvision.densenet161', pretrained: true },
    cls_head: { in_channels: 2208 },
  },
  train_pipeline: trainPipeline,
  train_dataloader: { dataset: { pipeline: trainPipeline } },
});
