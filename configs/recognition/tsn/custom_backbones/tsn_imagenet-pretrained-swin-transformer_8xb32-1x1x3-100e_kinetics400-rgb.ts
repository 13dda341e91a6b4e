import { defineConfig } from '@mma/config';

export default defineConfig({
  _base_: '../tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb.ts',
  model: {
    backbone: {
      _delete_: true,
      type: 'timm.swin_base_patch4_window7_224',
      pretrained: true,
      feature_shape: 'NHWC',
    },
    cls_head: { in_channels: 1024 },
  },
});
