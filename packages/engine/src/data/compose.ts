import type { Random } from '../random/random.js';
import { TRANSFORMS } from '../registry/roots.js';
import { BaseTransform, type Results } from './base-transform.js';
import { timeStage } from './costs/thread-costs.js';

/** Transforms one after the other; null as soon as one gives the sample up. */
export class Compose extends BaseTransform {
  readonly #names: readonly string[];

  constructor(readonly transforms: readonly BaseTransform[]) {
    super();
    this.#names = transforms.map(nameOf);
  }

  override async transform(results: Results, random: Random): Promise<Results | null> {
    let current: Results | null = results;
    for (const [at, transform] of this.transforms.entries()) {
      const given: Results = current;
      current = await timeStage(this.#names[at]!, () => transform.transform(given, random));
      if (current === null) return null;
    }
    return current;
  }
}

/** A transform's name in configs, or that of its class. */
function nameOf(transform: BaseTransform): string {
  const own = transform.constructor;
  return TRANSFORMS.names().find((name) => TRANSFORMS.get(name) === own) ?? own.name;
}
