import { canComputeIn, type Precision } from '@mma/backend';
import type { Module } from '@mma/nn';
import { z } from 'zod';
import { OPTIM_WRAPPERS } from '../registry/roots.js';
import type { LineLog } from './base-optim-wrapper.js';
import { OptimWrapper, type OptimWrapperOptions, optimWrapperOptions } from './optim-wrapper.js';
import { withParamwise } from './paramwise.js';

const scaler = z.strictObject({
  initScale: z.number().positive().optional(),
  growthFactor: z.number().gt(1).optional(),
  backoffFactor: z.number().gt(0).lt(1).optional(),
  growthInterval: z.int().min(1).optional(),
  enabled: z.boolean().optional(),
});

const ampOptions = {
  dtype: z
    .enum(['bfloat16', 'float32'], {
      error: 'expected "bfloat16" or "float32": processors compute fast in these; float16 and float64 are not offered',
    })
    .nullish()
    .describe('what convolutions and products are computed in; bfloat16 unless given'),
  lossScale: z
    .union([z.literal('dynamic'), z.number().positive(), scaler])
    .default('dynamic')
    .describe('accepted without effect: bfloat16 reaches as far as float32, so that small gradients are not lost'),
  useFsdp: z
    .boolean()
    .refine((on) => !on, { error: 'only false: a run is one process' })
    .default(false)
    .describe('always false: a run is one process'),
};

const options = optimWrapperOptions
  .extend(ampOptions)
  .transform(({ lossScale: _, useFsdp: __, ...own }, context) => withParamwise(own, context))
  .describe('one optimizer, with forward and backward passes in bfloat16 where the processor has it');

export interface AmpOptimWrapperOptions extends OptimWrapperOptions {
  /** 'bfloat16' unless given. */
  dtype?: Precision | null | undefined;
}

/**
 * Mixed precision: convolutions and products compute in bfloat16, in forward and backward passes; weights, sums, losses and updates
 * stay float32. Where the processor has no instructions for it, all is computed in float32, and the log says so.
 */
@OPTIM_WRAPPERS.register()
export class AmpOptimWrapper extends OptimWrapper {
  static override readonly options: z.ZodType<AmpOptimWrapperOptions> = options;
  private readonly wanted: Precision;

  constructor({ dtype, ...own }: AmpOptimWrapperOptions) {
    super(own);
    this.wanted = dtype ?? 'bfloat16';
  }

  override setModel(model: Module, log?: LineLog): void {
    super.setModel(model, log);
    const able = canComputeIn(this.wanted);
    this.precision = able.can ? this.wanted : 'float32';
    if (able.can) log?.info(`AmpOptimWrapper: convolutions and products compute in ${this.precision}.`);
    else log?.warning(`AmpOptimWrapper: ${able.why}; all is computed in float32, as OptimWrapper does.`);
  }
}
