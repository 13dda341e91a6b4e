import { defineConfig } from '@mma/config';
import threeSegments from './tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb.js';

type Step = (typeof threeSegments.train_pipeline | typeof threeSegments.val_pipeline)[number];

const withSegments = (pipeline: readonly Step[]) =>
  pipeline.map((step) => (step.type === 'SampleFrames' ? { ...step, num_clips: 8 } : step));

const trainPipeline = withSegments(threeSegments.train_pipeline);
const valPipeline = withSegments(threeSegments.val_pipeline);

export default defineConfig({
  _base_: './tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb.ts',
  train_pipeline: trainPipeline,
  val_pipeline: valPipeline,
  train_dataloader: { dataset: { pipeline: trainPipeline } },
  val_dataloader: { dataset: { pipeline: valPipeline } },
});
