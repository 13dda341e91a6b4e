import { z } from 'zod';
import { gaussianBlur } from '../../../image/augment/gaussian-blur.js';
import { byteTable, mapBytes } from '../../../image/augment/map-bytes.js';
import {
  autocontrastCut,
  enhanceBrightness,
  enhanceColor,
  enhanceContrast,
  enhanceSharpness,
} from '../../../image/augment/pil.js';
import {
  equalize as equalizeFrames,
  invert as invertFrames,
  posterize as posterizeFrames,
  solarize as solarizeFrames,
} from '../../../image/augment/tone.js';
import type { Frames } from '../../../image/frames.js';
import { roundHalfToEven } from '../../../rounding.js';
import { type Augmentation, operation, probability, sometimes } from '../operation.js';
import { parameter, wholeParameter } from './parameter.js';

type Enhance = (frames: Frames, factor: number) => Frames;

const enhancing = (name: string, range: [number, number], enhance: Enhance) =>
  operation(
    name,
    { factor: parameter.prefault(range) },
    ({ factor }): Augmentation =>
      (frames, random) =>
        enhance(frames, factor(random)),
  );

export const enhanceColors = enhancing('EnhanceColor', [0, 3], enhanceColor);
export const enhanceContrasts = enhancing('EnhanceContrast', [0.5, 1.5], enhanceContrast);
export const enhanceBrightnesses = enhancing('EnhanceBrightness', [0.5, 1.5], enhanceBrightness);
export const enhanceSharpnesses = enhancing('EnhanceSharpness', [0, 2], enhanceSharpness);

export const autocontrast = operation(
  'Autocontrast',
  { cutoff: parameter.prefault([0, 20]) },
  ({ cutoff }): Augmentation =>
    (frames, random) =>
      autocontrastCut(frames, cutoff(random)),
);

export const equalize = operation('Equalize', {}, () => equalizeFrames);

export const invert = operation('Invert', { p: probability.default(1) }, ({ p }) => sometimes(p, invertFrames));

export const posterize = operation(
  'Posterize',
  { nbBits: wholeParameter.prefault([1, 8]) },
  ({ nbBits }): Augmentation =>
    (frames, random) =>
      posterizeFrames(frames, nbBits(random)),
);

export const solarize = operation(
  'Solarize',
  { p: probability.default(1), threshold: parameter.prefault(128) },
  ({ p, threshold }) => sometimes(p, (frames, random) => solarizeFrames(frames, threshold(random))),
);

export const add = operation(
  'Add',
  { value: wholeParameter.prefault([-20, 20]) },
  ({ value }): Augmentation =>
    (frames, random) => {
      const by = value(random);
      return mapBytes(
        frames,
        byteTable((byte) => byte + by),
      );
    },
);

export const multiply = operation(
  'Multiply',
  { mul: parameter.prefault([0.8, 1.2]) },
  ({ mul }): Augmentation =>
    (frames, random) => {
      const by = mul(random);
      return mapBytes(
        frames,
        byteTable((byte) => byte * by),
      );
    },
);

export const linearContrast = operation(
  'LinearContrast',
  { alpha: parameter.prefault([0.6, 1.4]) },
  ({ alpha }): Augmentation =>
    (frames, random) => {
      const by = alpha(random);
      return mapBytes(
        frames,
        byteTable((byte) => 127 + by * (byte - 127)),
      );
    },
);

export const grayscale = operation(
  'Grayscale',
  { alpha: parameter.prefault(1) },
  ({ alpha }): Augmentation =>
    (frames, random) =>
      enhanceColor(frames, 1 - alpha(random)),
);

export const blur = operation(
  'GaussianBlur',
  { sigma: parameter.prefault([0, 3]) },
  ({ sigma }): Augmentation =>
    (frames, random) => {
      const width = sigma(random);
      if (width < 1e-3) return frames;
      const size = 2 * Math.max(2, roundHalfToEven(width * (width < 3 ? 1.65 : width < 5 ? 1.5 : 1.3))) + 1;
      return gaussianBlur(frames, [size, size], [width, width]);
    },
);

export const additiveGaussianNoise = operation(
  'AdditiveGaussianNoise',
  { loc: parameter.prefault(0), scale: parameter.prefault([0, 15]), perChannel: z.boolean().default(false) },
  ({ loc, scale, perChannel }): Augmentation =>
    (frames, random) => {
      const [count, height, width, channels] = frames.shape;
      const [mean, deviation] = [loc(random), scale(random)];
      const size = height * width * channels;
      const noise = new Float32Array(size);
      for (let i = 0; i < size; i += perChannel ? 1 : channels) {
        noise.fill(mean + deviation * random.normal(), i, perChannel ? i + 1 : i + channels);
      }
      // Rounded and cut to a byte when stored; the same noise in every picture.
      const output = new Uint8ClampedArray(frames.data.length);
      for (let i = 0; i < count * size; i++) output[i] = frames.data[i]! + noise[i % size]!;
      return { data: new Uint8Array(output.buffer), shape: frames.shape };
    },
);

/** Fills squares around drawn centres with grey. */
export const cutout = operation(
  'Cutout',
  {
    nbIterations: wholeParameter.prefault(1),
    size: parameter.prefault(0.2).describe('share of the short edge, or of each edge'),
    squared: z.boolean().default(true),
    position: z.literal('uniform').default('uniform'),
    fillMode: z.literal('constant').default('constant'),
    cval: parameter.prefault(128),
  },
  ({ nbIterations, size, squared, cval }): Augmentation =>
    (frames, random) => {
      const [count, height, width, channels] = frames.shape;
      const data = frames.data.slice();
      for (let patch = nbIterations(random); patch > 0; patch--) {
        const share = size(random);
        const [w, h] = squared ? [Math.min(width, height), Math.min(width, height)] : [width, height];
        const [x, y] = [random.float() * width, random.float() * height];
        const level = cval(random);
        const [left, right] = [
          Math.max(Math.trunc(x - (share * w) / 2), 0),
          Math.min(Math.trunc(x + (share * w) / 2), width),
        ];
        const [top, bottom] = [
          Math.max(Math.trunc(y - (share * h) / 2), 0),
          Math.min(Math.trunc(y + (share * h) / 2), height),
        ];
        for (let t = 0; t < count; t++) {
          for (let row = top; row < bottom; row++) {
            const start = (t * height + row) * width;
            data.fill(level, (start + left) * channels, (start + Math.max(right, left)) * channels);
          }
        }
      }
      return { data, shape: frames.shape };
    },
);
