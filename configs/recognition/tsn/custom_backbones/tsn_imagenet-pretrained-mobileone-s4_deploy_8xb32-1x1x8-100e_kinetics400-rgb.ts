import { defineConfig } from '@mma/config';

export default defineConfig({
  _base_: './tsn_imagenet-pretrained-mobileone-s4_8xb32-1x1x8-100e_kinetics400-rgb.ts',
  model: { backbone: { deploy: true } },
});
