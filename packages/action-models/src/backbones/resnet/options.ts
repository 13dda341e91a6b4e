import { initCfgOption } from '@mma/engine';
import { z } from 'zod';

const stageCount = z.int().min(1).max(4);
const perStage = z.array(z.int().positive()).min(1).max(4);

export const normOptions = z.strictObject({
  type: z
    .enum(['BN', 'BN2d', 'SyncBN'])
    .default('BN')
    .describe('SyncBN equals BN here: one process sees the whole batch'),
  requiresGrad: z.boolean().default(true).describe('false freezes scale and shift'),
  eps: z.number().positive().default(1e-5),
  momentum: z.number().min(0).max(1).default(0.1),
});

/** Options of ResNet, MMAction2's names in camelCase. */
export const resnetOptions = z
  .strictObject({
    depth: z.literal([18, 34, 50, 101, 152]).describe('layers'),
    pretrained: z.string().nullish().describe('file or address of the first weights; null for random ones'),
    torchvisionPretrain: z.boolean().default(true).describe("the names in `pretrained` are torchvision's"),
    inChannels: z.int().positive().default(3).describe('channels of the pictures'),
    numStages: stageCount.default(4).describe('stages, the first ones of the four'),
    outIndices: z.array(z.int().min(0).max(3)).min(1).optional().describe('stages to give out; default: the last'),
    strides: perStage.optional().describe('stride of the first block of each stage; default 1, 2, 2, 2'),
    dilations: perStage.optional().describe('dilation of each stage; default 1'),
    style: z
      .enum(['pytorch', 'caffe'])
      .default('pytorch')
      .describe("where a bottleneck strides: 'pytorch' in its 3×3, 'caffe' in its first 1×1 convolution"),
    frozenStages: z
      .int()
      .min(-1)
      .default(-1)
      .describe('0 freezes the stem, 1 the stem and the first stage, …; -1 nothing'),
    convCfg: z.strictObject({ type: z.enum(['Conv', 'Conv2d']).default('Conv') }).nullish(),
    normCfg: normOptions.prefault({}).describe('batch norm'),
    actCfg: z.strictObject({ type: z.literal('ReLU').default('ReLU'), inplace: z.boolean().optional() }).nullish(),
    normEval: z.boolean().default(false).describe('batch norm stays in evaluation mode while training'),
    partialBn: z.boolean().default(false).describe('freezes every batch norm but the first while training'),
    withCp: z
      .boolean()
      .default(false)
      .describe('accepted without effect: activations are kept rather than computed again; results are the same'),
    initCfg: initCfgOption
      .nullish()
      .describe(
        'how its layers begin, by default Kaiming for Conv2d and 1 for norms; Pretrained: weights under this backbone’s own names (below `prefix`)',
      ),
  })
  .superRefine((options, context) => {
    for (const key of ['strides', 'dilations'] as const) {
      const length = options[key]?.length ?? options.numStages;
      if (length === options.numStages) continue;
      const message = `has ${length} entries, one for each of the ${options.numStages} stages is needed`;
      context.addIssue({ code: 'custom', path: [key], message, input: options[key] });
    }
    const last = Math.max(...(options.outIndices ?? [0]));
    if (last >= options.numStages) {
      const message = `stage ${last} is not one of the ${options.numStages} stages (counted from 0)`;
      context.addIssue({ code: 'custom', path: ['outIndices'], message, input: options.outIndices });
    }
    if (options.frozenStages > options.numStages) {
      const message = `cannot freeze ${options.frozenStages} of ${options.numStages} stages`;
      context.addIssue({ code: 'custom', path: ['frozenStages'], message, input: options.frozenStages });
    }
  });

export type ResNetOptions = z.input<typeof resnetOptions>;
export type NormOptions = z.output<typeof normOptions>;
