import { z } from 'zod';
import { type Augmentation, anyOf, type NamedOperation, operation, probability } from '../operation.js';
import * as colour from './colour.js';
import * as geometry from './geometry.js';
import { wholeParameter } from './parameter.js';

const children = z.lazy((): z.ZodType<Augmentation[], NamedOperation[]> => z.array(augmenter).min(1));

const inOrder =
  (steps: readonly Augmentation[]): Augmentation =>
  (frames, random) =>
    steps.reduce((pictures, step) => step(pictures, random), frames);

const sequential = operation(
  'Sequential',
  { children, randomOrder: z.boolean().default(false) },
  ({ children: steps, randomOrder }): Augmentation =>
    (frames, random) =>
      inOrder(randomOrder ? random.shuffle(steps) : steps)(frames, random),
);

const someOf = operation(
  'SomeOf',
  { n: wholeParameter.prefault(1), children, randomOrder: z.boolean().default(false) },
  ({ n, children: steps, randomOrder }): Augmentation =>
    (frames, random) => {
      const order = random.permutation(steps.length).slice(0, Math.min(n(random), steps.length));
      if (!randomOrder) order.sort((a, b) => a - b);
      return inOrder(order.map((index) => steps[index]!))(frames, random);
    },
);

const oneOf = operation(
  'OneOf',
  { children },
  ({ children: steps }): Augmentation =>
    (frames, random) =>
      random.choice(steps)(frames, random),
);

const sometimes = operation(
  'Sometimes',
  { p: probability.default(0.5), thenList: children.optional(), elseList: children.optional() },
  ({ p, thenList = [], elseList = [] }): Augmentation =>
    (frames, random) =>
      inOrder(random.float() < p ? thenList : elseList)(frames, random),
);

const identity = operation('Identity', {}, () => (frames) => frames);

const OPERATIONS = [
  ...[sequential, someOf, oneOf, sometimes, identity],
  ...Object.values(colour),
  ...Object.values(geometry),
].map((named) => named('type'));

/** One of imgaug's augmenters by its name (`type`), with its options. */
export const augmenter: z.ZodType<Augmentation, NamedOperation> = anyOf(OPERATIONS, 'type');

/** `transforms: 'default'` of MMAction2: two of RandAugment's steps, at nine tenths of their strength. */
export const DEFAULT: NamedOperation = {
  type: 'SomeOf',
  n: 2,
  children: [
    { type: 'OneOf', children: eitherWay('ShearX', 'shear', 17.19 * 0.9) },
    { type: 'OneOf', children: eitherWay('ShearY', 'shear', 17.19 * 0.9) },
    { type: 'OneOf', children: eitherWay('TranslateX', 'percent', 0.2 * 0.9) },
    { type: 'OneOf', children: eitherWay('TranslateY', 'percent', 0.2 * 0.9) },
    { type: 'OneOf', children: eitherWay('Rotate', 'rotate', 30 * 0.9) },
    { type: 'Posterize', nbBits: 3 },
    { type: 'Solarize', threshold: 256 * 0.9 },
    { type: 'EnhanceColor', factor: 1.8 * 0.9 + 0.1 },
    { type: 'EnhanceContrast', factor: 1.8 * 0.9 + 0.1 },
    { type: 'EnhanceBrightness', factor: 1.8 * 0.9 + 0.1 },
    { type: 'EnhanceSharpness', factor: 1.8 * 0.9 + 0.1 },
    { type: 'Autocontrast', cutoff: 0 },
    { type: 'Equalize' },
    { type: 'Invert', p: 1 },
    { type: 'Cutout', nbIterations: 1, size: 0.2 * 0.9, squared: true },
  ],
};

function eitherWay(type: string, option: string, value: number): NamedOperation[] {
  return [
    { type, [option]: value },
    { type, [option]: -value },
  ];
}
