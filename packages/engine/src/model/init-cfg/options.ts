import { z } from 'zod';

const target = {
  layer: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('classes of the layers to begin so: Conv2d, _BatchNorm, …'),
};

const bias = {
  bias: z.number().default(0).describe('what biases begin with'),
  biasProb: z.number().gt(0).lt(1).optional().describe('the probability that biases are to stand for, instead'),
};

const distribution = z.enum(['normal', 'uniform']).default('normal').describe('the shape of the distribution');

const constantInit = z
  .strictObject({ type: z.literal('Constant'), val: z.number().describe('what weights begin with'), ...bias })
  .describe('all weights alike');
const xavierInit = z
  .strictObject({ type: z.literal('Xavier'), gain: z.number().default(1), distribution, ...bias })
  .describe('Glorot & Bengio, 2010: by inputs and outputs');
const normalInit = z
  .strictObject({ type: z.literal('Normal'), mean: z.number().default(0), std: z.number().min(0).default(1), ...bias })
  .describe('normal');
const truncNormalInit = z
  .strictObject({
    type: z.literal('TruncNormal'),
    mean: z.number().default(0),
    std: z.number().gt(0).default(1),
    a: z.number().default(-2).describe('lower bound'),
    b: z.number().default(2).describe('upper bound'),
    ...bias,
  })
  .describe('normal, cut at its bounds');
const uniformInit = z
  .strictObject({ type: z.literal('Uniform'), a: z.number().default(0), b: z.number().default(1), ...bias })
  .describe('uniform in [a, b)');
const kaimingInit = z
  .strictObject({
    type: z.literal('Kaiming'),
    a: z.number().default(0).describe('negative slope of the leaky ReLU that follows'),
    mode: z.enum(['fan_in', 'fan_out']).default('fan_out'),
    nonlinearity: z.enum(['linear', 'sigmoid', 'tanh', 'relu', 'leaky_relu', 'selu']).default('relu'),
    distribution,
    ...bias,
  })
  .describe('He et al., 2015: by inputs or outputs');
const caffe2XavierInit = z
  .strictObject({ type: z.literal('Caffe2Xavier'), ...bias })
  .describe("Caffe2's Xavier: uniform by inputs");
const pretrainedInit = z
  .strictObject({
    type: z.literal('Pretrained'),
    checkpoint: z.string().describe('a file or an address'),
    prefix: z.string().optional().describe('the part of the file to take: backbone.'),
    mapLocation: z.string().optional().describe('accepted without effect: weights are read into memory'),
  })
  .describe('weights of a file');

const named = { name: z.string().describe('a part of the module') };

/** A part that begins otherwise: as it says, or as the rest of the cfg says. */
const override = z
  .union([
    z.discriminatedUnion('type', [
      constantInit.extend(named),
      xavierInit.extend(named),
      normalInit.extend(named),
      truncNormalInit.extend(named),
      uniformInit.extend(named),
      kaimingInit.extend(named),
      caffe2XavierInit.extend(named),
    ]),
    z.strictObject(named),
  ])
  // Written once in the JSON Schema, not in each of the many places that take it.
  .meta({ id: 'InitOverride' });

const layers = {
  ...target,
  override: z
    .union([override, z.array(override)])
    .optional()
    .describe('parts of the module that begin otherwise'),
};

const one = z
  .discriminatedUnion('type', [
    constantInit.extend(layers),
    xavierInit.extend(layers),
    normalInit.extend(layers),
    truncNormalInit.extend(layers),
    uniformInit.extend(layers),
    kaimingInit.extend(layers),
    caffe2XavierInit.extend(layers),
    pretrainedInit,
  ])
  .meta({ id: 'InitCfg' });

/** MMEngine's `init_cfg`: how the layers of a module begin; one, or several of which later ones go before earlier ones. */
export const initCfgOption = z
  .union([one.transform((cfg) => [cfg]), z.array(one)])
  .describe('how its layers begin: Constant, Xavier, Normal, TruncNormal, Uniform, Kaiming, Caffe2Xavier, Pretrained');

export type InitCfg = z.output<typeof one>;
export type PretrainedCfg = Extract<InitCfg, { type: 'Pretrained' }>;
export type LayerCfg = Exclude<InitCfg, { type: 'Pretrained' }>;
export type OverrideCfg = z.output<typeof override>;

/** A way to begin, without where. */
export type LayerInit = Omit<LayerCfg, 'layer' | 'override'>;
