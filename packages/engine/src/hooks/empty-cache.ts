import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { HOOKS } from '../registry/roots.js';
import { Hook } from './hook.js';

const options = z
  .strictObject({
    beforeEpoch: z.boolean().default(false).describe('before every epoch'),
    afterEpoch: z.boolean().default(true).describe('after every epoch'),
    afterIter: z.boolean().default(false).describe('after every iteration'),
  })
  .describe('collects garbage at once, which keeps the memory of a run lower and costs time');

/**
 * Frees at once what is no longer used: batches that have been trained on, decoded frames, and other memory outside of
 * JavaScript's heap that waits for its collector. MMEngine's hook of this name empties the cache of a GPU's allocator;
 * TensorFlow's has nothing of the kind, and what grows here is garbage.
 */
@HOOKS.register()
export class EmptyCacheHook extends Hook {
  static readonly options = options;
  private readonly settings: z.output<typeof options>;
  private readonly collect: () => void;

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.settings = options.parse(given);
    setFlagsFromString('--expose-gc');
    this.collect = runInNewContext('gc') as () => void;
  }

  override beforeTrainEpoch(): void {
    if (this.settings.beforeEpoch) this.collect();
  }

  override afterTrainEpoch(): void {
    if (this.settings.afterEpoch) this.collect();
  }

  override beforeValEpoch(): void {
    if (this.settings.beforeEpoch) this.collect();
  }

  override afterValEpoch(): void {
    if (this.settings.afterEpoch) this.collect();
  }

  override beforeTestEpoch(): void {
    if (this.settings.beforeEpoch) this.collect();
  }

  override afterTestEpoch(): void {
    if (this.settings.afterEpoch) this.collect();
  }

  override afterTrainIter(): void {
    if (this.settings.afterIter) this.collect();
  }

  override afterValIter(): void {
    if (this.settings.afterIter) this.collect();
  }

  override afterTestIter(): void {
    if (this.settings.afterIter) this.collect();
  }
}
