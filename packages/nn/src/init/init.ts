import { constant, zeroCount } from './constant.js';
import { kaimingNormal, kaimingUniform } from './kaiming.js';
import { normal } from './normal.js';
import { torchBias, torchWeight } from './torch-default.js';
import { truncNormal } from './trunc-normal.js';
import { uniform } from './uniform.js';
import { xavierNormal, xavierUniform } from './xavier.js';

/** The initialisers, as in `init.kaimingNormal({ mode: 'fan_out' })`. */
export const init = {
  constant,
  zeroCount,
  normal,
  truncNormal,
  uniform,
  kaimingNormal,
  kaimingUniform,
  xavierNormal,
  xavierUniform,
  torchWeight,
  torchBias,
} as const;
