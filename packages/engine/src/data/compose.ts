import type { Random } from '../random/random.js';
import { TRANSFORMS } from '../registry/roots.js';
import { BaseTransform, type Results } from './base-transform.js';
import { timeStage } from './costs/thread-costs.js';
import { currentTap, withoutTap } from './tap-transforms.js';

/** Transforms one after the other; null as soon as one gives the sample up. */
export class Compose extends BaseTransform {
  readonly #names: readonly string[];

  /** @param first place of the first transform, where these are a part of a pipeline */
  constructor(
    readonly transforms: readonly BaseTransform[],
    private readonly first = 0,
  ) {
    super();
    this.#names = transforms.map(nameOf);
  }

  /** The transforms from one place to another (its end, if there is none), under the places that they have here. */
  part(from: number, to?: number): Compose {
    return new Compose(this.transforms.slice(from, to), this.first + from);
  }

  override async transform(results: Results, random: Random): Promise<Results | null> {
    let current: Results | null = results;
    const tap = currentTap();
    for (const [at, transform] of this.transforms.entries()) {
      const given: Results = current;
      const name = this.#names[at]!;
      const work = () => transform.transform(given, random);
      current = await timeStage(name, tap === undefined ? work : () => withoutTap(work));
      tap?.({ name, at: this.first + at, results: current });
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
