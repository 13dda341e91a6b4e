import { z } from 'zod';
import { plain } from '../optimizers/optimizer-state.js';

/** Options of PyTorch's `GradScaler`, with its defaults. */
export const lossScalerOptions = z.strictObject({
  initScale: z
    .number()
    .positive()
    .default(2 ** 16),
  growthFactor: z.number().gt(1).default(2),
  backoffFactor: z.number().gt(0).lt(1).default(0.5),
  growthInterval: z.int().min(1).default(2000),
  enabled: z.boolean().default(true),
});

const savedState = z.looseObject({ scale: z.number().positive(), _growth_tracker: z.int().min(0) });

/**
 * What losses are multiplied by, so that small gradients are not lost in float16 (Micikevicius et al., https://arxiv.org/abs/1710.03740):
 * smaller after a step whose gradients overflow, larger after so many that did not, as PyTorch's `GradScaler`.
 */
export class LossScaler {
  private current: number;
  /** Steps without an overflow since the scale last changed. */
  private good = 0;
  private readonly options: z.output<typeof lossScalerOptions>;

  /** @param isFixed the scale stays what it is */
  constructor(
    options: z.input<typeof lossScalerOptions> = {},
    private readonly isFixed = false,
  ) {
    this.options = lossScalerOptions.parse(options);
    this.current = this.options.initScale;
  }

  get scale(): number {
    return this.current;
  }

  /** A step has ended. */
  update(overflowed: boolean): void {
    if (this.isFixed) return;
    const { growthFactor, backoffFactor, growthInterval } = this.options;
    if (overflowed) {
      this.current *= backoffFactor;
      this.good = 0;
      return;
    }
    this.good += 1;
    if (this.good < growthInterval) return;
    this.current *= growthFactor;
    this.good = 0;
  }

  /** As PyTorch's checkpoints hold it. */
  stateDict(): Record<string, number> {
    const { growthFactor, backoffFactor, growthInterval } = this.options;
    return {
      scale: this.current,
      growth_factor: growthFactor,
      backoff_factor: backoffFactor,
      growth_interval: growthInterval,
      _growth_tracker: this.good,
    };
  }

  /** Goes on from a saved state; one of a run without scaling is empty and changes nothing. */
  loadStateDict(state: unknown): void {
    const parsed = savedState.safeParse(plain(state));
    if (!parsed.success) return;
    this.current = parsed.data.scale;
    this.good = parsed.data._growth_tracker;
  }
}
