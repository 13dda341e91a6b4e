import { z } from 'zod';
import { HOOKS } from '../registry/roots.js';
import { Hook } from './hook.js';

/**
 * Accepted from MMEngine's configs. There it averages batch norm's running statistics over processes after an epoch; a
 * run of one process has nothing to average.
 */
@HOOKS.register()
export class SyncBuffersHook extends Hook {
  static readonly options = z.strictObject({});
}
