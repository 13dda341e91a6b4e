import { defineConfig } from '@mma/config';
import threeSegments from './tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb.js';

const trainPipeline = threeSegments.train_pipeline.map((step) => {
  if (step.type === 'SampleFrames') return { ...step, type: 'DenseSampleFrames', num_clips: 5 };
  return step.type === 'MultiScaleCrop' ? { ...step, num_fixed_crops: 13 } : step;
});
const densely = (numClips: number) =>
  threeSegments.val_pipeline.map((step) =>
    step.type === 'SampleFrames' ? { ...step, type: 'DenseSampleFrames', num_clips: numClips } : step,
  );
const valPipeline = densely(5);
const testPipeline = densely(25);

export default defineConfig({
  _base_: './tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb.ts',
  model: { cls_head: { dropout_ratio: 0.5, init_std: 0.001 } },
  train_pipeline: trainPipeline,
  val_pipeline: valPipeline,
  test_pipeline: testPipeline,
  train_dataloader: { dataset: { pipeline: trainPipeline } },
  val_dataloader: { dataset: { pipeline: valPipeline } },
  test_dataloader: { dataset: { pipeline: testPipeline } },
  optim_wrapper: { optimizer: { lr: 0.06 } },
});
