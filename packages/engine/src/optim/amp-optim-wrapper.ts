import { canComputeIn, halfPrecision, type Precision } from '@mma/backend';
import type { Module } from '@mma/nn';
import { z } from 'zod';
import { OPTIM_WRAPPERS } from '../registry/roots.js';
import type { LineLog } from './base-optim-wrapper.js';
import { LossScaler, lossScalerOptions } from './loss-scaler.js';
import { OptimWrapper, type OptimWrapperOptions, optimWrapperOptions } from './optim-wrapper.js';
import { withParamwise } from './paramwise.js';

const ampOptions = {
  dtype: z
    .enum(['float16', 'bfloat16', 'float32'], {
      error: 'expected "float16", "bfloat16" or "float32": there is no mixed precision in others',
    })
    .nullish()
    .describe('what convolutions and products are computed in; unless given bfloat16 on a CPU, float16 on a GPU'),
  lossScale: z
    .union([z.literal('dynamic'), z.number().positive(), lossScalerOptions])
    .default('dynamic')
    .describe(
      "what losses are multiplied by in float16: adapted, a number that stays, or settings of PyTorch's GradScaler; " +
        'without effect in bfloat16, which reaches as far as float32',
    ),
  useFsdp: z
    .boolean()
    .refine((on) => !on, { error: 'only false: a run is one process' })
    .default(false)
    .describe('always false: a run is one process'),
};

const options = optimWrapperOptions
  .extend(ampOptions)
  .transform(({ useFsdp: _, ...own }, context) => withParamwise(own, context))
  .describe('one optimizer, with forward and backward passes in smaller numbers where the device is faster in them');

export interface AmpOptimWrapperOptions extends OptimWrapperOptions {
  /** Unless given 'bfloat16' on a CPU, 'float16' on a GPU. */
  dtype?: Precision | null | undefined;
  /** Of float16. Default: 'dynamic'. */
  lossScale?: 'dynamic' | number | z.input<typeof lossScalerOptions>;
}

/**
 * Mixed precision: convolutions and products compute in bfloat16 (on a GPU in float16, with a scaled loss), in forward and backward
 * passes; weights, sums, losses and updates stay float32. Where the device is not faster in it, all is computed in float32, and
 * the log says so.
 */
@OPTIM_WRAPPERS.register()
export class AmpOptimWrapper extends OptimWrapper {
  static override readonly options: z.ZodType<AmpOptimWrapperOptions> = options;
  private readonly wanted: Precision | undefined;
  private readonly scaler: LossScaler | undefined;

  constructor({ dtype, lossScale = 'dynamic', ...own }: AmpOptimWrapperOptions) {
    super(own);
    this.wanted = dtype ?? undefined;
    this.scaler = scalerOf(lossScale);
  }

  override setModel(model: Module, log?: LineLog): void {
    super.setModel(model, log);
    const wanted = this.wanted ?? halfPrecision();
    const able = canComputeIn(wanted);
    this.precision = able.can ? wanted : 'float32';
    this.lossScaler = this.precision === 'float16' ? this.scaler : undefined;
    const scaled = this.lossScaler === undefined ? '' : `; losses are scaled, by ${this.lossScaler.scale} at first`;
    if (able.can) log?.info(`AmpOptimWrapper: convolutions and products compute in ${this.precision}${scaled}.`);
    else log?.warning(`AmpOptimWrapper: ${able.why}; all is computed in float32, as OptimWrapper does.`);
  }
}

function scalerOf(lossScale: NonNullable<AmpOptimWrapperOptions['lossScale']>): LossScaler | undefined {
  if (lossScale === 'dynamic') return new LossScaler();
  if (typeof lossScale === 'number') return new LossScaler({ initScale: lossScale }, true);
  return lossScale.enabled === false ? undefined : new LossScaler(lossScale);
}
