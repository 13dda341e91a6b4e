import { z } from 'zod';
import { HOOKS } from '../registry/roots.js';
import { Hook } from './hook.js';

/**
 * Accepted from MMEngine's configs. There it tells the sampler which epoch begins; here the loader is told the epoch
 * itself and every random draw is keyed by it, so nothing is left to do.
 */
@HOOKS.register()
export class DistSamplerSeedHook extends Hook {
  static readonly options = z
    .strictObject({})
    .describe("accepted from MMEngine's configs: the loader is told the epoch without it");
}
