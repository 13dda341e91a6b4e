import type { RecordOptions, Tensor } from '@mma/backend';
import type { Parameter } from '@mma/nn';
import type { Optimizer } from '../optimizers/optimizer.js';
import { UpdateStep } from './update-step.js';

/**
 * The updates of one optimizer, recorded once for each of its states: what it remembers of which parameters, what its settings leave
 * out, who has a gradient.
 */
export class Updates {
  private readonly steps = new Map<string, UpdateStep>();

  constructor(
    private readonly optimizer: Optimizer,
    private readonly options: Pick<RecordOptions, 'onFallback'> = {},
  ) {}

  /**
   * Updates all parameters that have a gradient.
   * @param factor what gradients are to be multiplied by first
   */
  apply(gradients: ReadonlyMap<Parameter, Tensor>, factor: Tensor | undefined): void {
    if (gradients.size === 0) return;
    const isScaled = factor !== undefined;
    const state = this.stateOf(gradients, isScaled);
    const known = this.steps.get(state);
    const step = known ?? new UpdateStep(this.optimizer, [...gradients.keys()], { ...this.options, isScaled });
    this.steps.set(state, step);
    step.run(gradients, factor);
  }

  dispose(): void {
    for (const step of this.steps.values()) step.dispose();
    this.steps.clear();
  }

  private stateOf(gradients: ReadonlyMap<Parameter, Tensor>, isScaled: boolean): string {
    const slots = [...this.optimizer.remembered()].map(([parameter, remembered]) =>
      gradients.has(parameter) ? Object.keys(remembered).join() : '-',
    );
    return [Number(isScaled), slots.join(' '), this.optimizer.shape()].join(';');
  }
}
