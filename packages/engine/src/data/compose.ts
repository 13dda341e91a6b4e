import type { Random } from '../random/random.js';
import { TRANSFORMS } from '../registry/roots.js';
import { BaseTransform, type Results } from './base-transform.js';
import { timeStage } from './costs/thread-costs.js';
import { currentTap, withoutTap } from './tap-transforms.js';

/** Transforms one after the other; null as soon as one gives the sample up. */
export class Compose extends BaseTransform {
  readonly #names: readonly string[];

  constructor(readonly transforms: readonly BaseTransform[]) {
    super();
    this.#names = transforms.map(nameOf);
  }

  override async transform(results: Results, random: Random): Promise<Results | null> {
    let current: Results | null = results;
    const tap = currentTap();
    for (const [at, transform] of this.transforms.entries()) {
      const given: Results = current;
      const name = this.#names[at]!;
      const work = () => transform.transform(given, random);
      current = await timeStage(name, tap === undefined ? work : () => withoutTap(work));
      tap?.({ name, at, results: current });
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
