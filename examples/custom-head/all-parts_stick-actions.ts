import { defineConfig } from '@mma/config';

export default defineConfig({
  _base_: './attention_stick-actions.ts',

  custom_imports: {
    imports: [
      './src/attention-head.ts',
      './src/play-backwards.ts',
      './src/hardest-class.ts',
      './src/good-enough-hook.ts',
    ],
  },

  // The parts are registered in the scope `lab`. With it as the default, bare names are looked up there first; without it they would
  // be written `lab.PlayBackwards`.
  default_scope: 'lab',

  train_dataloader: {
    dataset: {
      pipeline: [
        { type: 'DecordInit' },
        { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 3 },
        { type: 'PlayBackwards', ratio: 0.5 },
        { type: 'DecordDecode' },
        { type: 'Resize', scale: [64, 64], keep_ratio: false },
        { type: 'FormatShape', input_format: 'NCHW' },
        { type: 'PackActionInputs' },
      ],
    },
  },
  val_evaluator: [{ type: 'AccMetric' }, { type: 'HardestClass' }],
  custom_hooks: [{ type: 'GoodEnoughHook', metric: 'hardest/recall', target: 0.9 }],
});
