import type { Module } from '@mma/nn';
import type { GroupSpec } from '../../optimizers/param-group.js';

/** What the groups of an optimizer start from. */
export interface BaseSettings {
  /** The optimizer's own. */
  lr: number;
  weightDecay: number;
  /** The settings that its groups have, in code's spelling. */
  names: readonly string[];
  log(line: string): void;
}

/**
 * Divides a model's parameters into the groups of an optimizer, each with its own learning rate and weight decay. A config
 * names it as `optim_wrapper.constructor`; its options are `paramwise_cfg`. Groups and their order are MMEngine's, so
 * that states of optimizers fit.
 */
export abstract class OptimWrapperConstructor {
  abstract groups(model: Module, base: BaseSettings): GroupSpec[];
}
