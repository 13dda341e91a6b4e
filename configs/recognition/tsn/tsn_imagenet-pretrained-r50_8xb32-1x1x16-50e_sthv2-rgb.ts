import { defineConfig } from '@mma/config';
import eightSegments from './tsn_imagenet-pretrained-r50_8xb32-1x1x8-50e_sthv2-rgb.js';

const trainPipeline = eightSegments.train_pipeline.map((step) => {
  if (step.type === 'SampleFrames') return { ...step, num_clips: 16 };
  return step.type === 'MultiScaleCrop' ? { ...step, num_fixed_crops: 13 } : step;
});
const valPipeline = eightSegments.val_pipeline.map((step) =>
  step.type === 'SampleFrames' ? { ...step, num_clips: 16 } : step,
);

export default defineConfig({
  _base_: './tsn_imagenet-pretrained-r50_8xb32-1x1x8-50e_sthv2-rgb.ts',
  train_pipeline: trainPipeline,
  val_pipeline: valPipeline,
  train_dataloader: { dataset: { pipeline: trainPipeline } },
  val_dataloader: { dataset: { pipeline: valPipeline } },
});
