import type { Random } from '../random/random.js';
import { BaseTransform, type Results } from './base-transform.js';

/** Transforms one after the other; null as soon as one gives the sample up. */
export class Compose extends BaseTransform {
  constructor(readonly transforms: readonly BaseTransform[]) {
    super();
  }

  override async transform(results: Results, random: Random): Promise<Results | null> {
    let current: Results | null = results;
    for (const transform of this.transforms) {
      current = await transform.transform(current, random);
      if (current === null) return null;
    }
    return current;
  }
}
