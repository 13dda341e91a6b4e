import { defineConfig } from '@mma/config';

export default defineConfig({
  _base_: '../../configs/recognition/tsn/tsn_r18_1x1x3_stick-actions-rgb.ts',

  // What registers the head; the path is relative to this file. A package's name would do as well.
  custom_imports: { imports: ['./src/attention-head.ts'] },

  // `_delete_`: in place of the inherited head, not merged into it.
  model: {
    cls_head: { _delete_: true, type: 'AttentionHead', num_classes: 5, in_channels: 512, average_clips: 'prob' },
  },
});
